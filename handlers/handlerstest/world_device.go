package handlerstest

import (
	virtual "github.com/descope/virtualwebauthn"

	"qadam/models"
)

// Device is an authenticator of the tests: it makes keys and signs with them as a real one does.
type Device struct {
	virtual.Authenticator
	Party virtual.RelyingParty
}

// NewDevice makes the device of a user.
func NewDevice(user models.ID) *Device {
	return &Device{virtual.NewAuthenticatorWithOptions(virtual.AuthenticatorOptions{UserHandle: []byte(user)}),
		virtual.RelyingParty{ID: "qadam.example", Name: "Qadam", Origin: BaseURL}}
}

// wholeKey is how many bytes a public key has when none of its coordinates begins with a zero.
const wholeKey = 77

// register answers the beginning of a registration with a new key.
func (d *Device) register(c models.Ceremony) (models.RawJSON, error) {
	options, err := virtual.ParseAttestationOptions(string(c.PublicKey))
	if err != nil {
		return "", err
	}
	key := virtual.NewCredential(virtual.KeyTypeEC2)
	for len(key.Key.AttestationData()) < wholeKey { // the library cuts leading zeros off
		key = virtual.NewCredential(virtual.KeyTypeEC2)
	}
	d.AddCredential(key)
	return models.RawJSON(virtual.CreateAttestationResponse(d.Party, d.Authenticator, key, *options)), nil
}

// Sign answers the beginning of a sign-in with its last key; its counter goes up each time.
func (d *Device) Sign(c models.Ceremony) (models.RawJSON, error) {
	options, err := virtual.ParseAssertionOptions(string(c.PublicKey))
	if err != nil {
		return "", err
	}
	key := &d.Credentials[len(d.Credentials)-1]
	key.Counter++
	return models.RawJSON(virtual.CreateAssertionResponse(d.Party, d.Authenticator, *key, *options)), nil
}
