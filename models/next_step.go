package models

// NextStep is an object's next step with its owner. A finished object has none.
type NextStep struct {
	_ struct{} `doc:"The one thing that an object waits for, and whose step it is. All empty when it is finished."`

	Action string `json:"action" example:"Refer it to a partner or a donor"`
	Owner  Role   `json:"owner"`
	Due    Date   `json:"due"`
	// Key tells the action to those who say it in other words.
	Key string `json:"-"`
}
