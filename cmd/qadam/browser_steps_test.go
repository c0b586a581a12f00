package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestStepsInABrowser does in a real browser, with scripts and without, what waits for each group in the demo: from the list by the button
// of its step to the form, and back to the list, which says that it is done.
func TestStepsInABrowser(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprint("scripts ", scripts), func(t *testing.T) {
			address := demoDoor(t)
			take := func(who, do string, steps ...chromedp.Action[chromedp.Void]) {
				t.Helper()
				b := browse(t)
				b.do(open(address+"/sign-in"), click(`button[value="`+who+`@demo.example"]`), shown(`.rail a[href="/account"]`))
				call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts})
				form := `section[id^="` + do + `"] form `
				b.do(open(address+"/reminders"), click(`a[href*="#`+do+`"]`), shown(form+"button"))
				b.sound("the page to " + do)
				b.do(steps...)
				b.do(click(form+"button"), shown(".told"))
				b.sound("the list after " + do)
			}
			choose := func(value string) chromedp.Action[chromedp.Void] {
				return click(`.choice:has(input[value="` + value + `"])`)
			}
			say := func(name, text string) chromedp.Action[chromedp.Void] {
				return chromedp.SendKeys(chromedp.CSS(`[name="`+name+`"]`), text)
			}
			take("national", "consent", choose("refuse"), say("reason", "The text is not ready"))
			take("national", "agree", click(`.choice:has(input[name="needs"])`), choose("agree"))
			take("manager", "review", choose("returned"), say("reason", "Which three?"))
			take("partner", "resend", choose("at_risk"), say("words", " The three in the south."))
			take("manager", "decide", choose("refuse"), say("reason", "The State has not seen it"))
			take("manager", "date", choose("accept"))
			take("manager", "ask")
		})
	}
}
