// Package identity verifies a person's identity by passkeys (WebAuthn) and OpenID Connect. It keeps nothing and decides nothing;
// it is the only room that knows these protocols' libraries.
package identity

import (
	"encoding/json"
	"errors"
	"net/netip"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Passkeys is this installation as a relying party of passkeys.
type Passkeys struct{ party *webauthn.WebAuthn }

// Owner is the person whose passkeys are meant; the id is a handle that does not identify the person.
type Owner struct {
	ID, Name, Email string
	Credentials     []string // as Register and Verify gave them
}

// ErrCopied says that a passkey's counter went back: there are two copies of its key.
var ErrCopied = errors.New("the passkey's counter went back: there is a copy of its key")

// ceremonyLife is how long an authenticator's answer may take.
const ceremonyLife = 5 * time.Minute

// NewPasskeys makes the relying party of an installation. Passkeys belong to a host name, never to an IP address: for a loopback
// address the name is localhost.
func NewPasskeys(baseURL string) (*Passkeys, error) {
	u, err := url.Parse(baseURL)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("passkeys need the address of this installation")
	}
	origin := *u
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && ip.Unmap().IsLoopback() {
		origin.Host = "localhost"
		if u.Port() != "" {
			origin.Host += ":" + u.Port()
		}
	}
	once := webauthn.TimeoutConfig{Enforce: true, Timeout: ceremonyLife, TimeoutUVD: ceremonyLife}
	party, err := webauthn.New(&webauthn.Config{RPID: origin.Hostname(), RPDisplayName: "Qadam",
		RPOrigins:             []string{origin.Scheme + "://" + origin.Host},
		AttestationPreference: protocol.PreferNoAttestation, Timeouts: webauthn.TimeoutsConfig{Login: once, Registration: once},
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore})
	if err != nil {
		return nil, err
	}
	return &Passkeys{party}, nil
}

// BeginRegister asks an authenticator for a new discoverable passkey with user verification. It gives the options for the browser, and
// the state to keep until the answer comes.
func (p *Passkeys) BeginRegister(o Owner) (options, keep string, err error) {
	u, err := o.user()
	if err != nil {
		return "", "", err
	}
	var known []protocol.CredentialDescriptor
	for _, c := range u.credentials {
		known = append(known, c.Descriptor())
	}
	creation, session, err := p.party.BeginRegistration(u, webauthn.WithExclusions(known),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired}))
	if err != nil {
		return "", "", err
	}
	return encode(creation.Response, session)
}

// ReadNew checks that an answer can be read as one that makes a passkey.
func ReadNew(answer string) error {
	_, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	return err
}

// Register checks an authenticator's answer and gives the new credential and its id.
func (p *Passkeys) Register(o Owner, kept, answer string) (credential string, id []byte, err error) {
	u, err := o.user()
	if err != nil {
		return "", nil, err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal([]byte(kept), &session); err != nil {
		return "", nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return "", nil, err
	}
	c, err := p.party.CreateCredential(u, session, parsed)
	if err != nil {
		return "", nil, err
	}
	text, err := json.Marshal(c)
	return string(text), c.ID, err
}

// BeginVerify asks an authenticator for any passkey of this installation that it holds.
func (p *Passkeys) BeginVerify() (options, keep string, err error) {
	assertion, session, err := p.party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return "", "", err
	}
	return encode(assertion.Response, session)
}

// CredentialID gives the id of the passkey that an answer claims to come from.
func CredentialID(answer string) ([]byte, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return nil, err
	}
	return parsed.RawID, nil
}

// Verify checks an answer against the owner of its passkey, and gives the credential to keep from now on. ErrCopied means a right
// answer with a wrong counter.
func (p *Passkeys) Verify(o Owner, kept, answer string) (credential string, err error) {
	u, err := o.user()
	if err != nil {
		return "", err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal([]byte(kept), &session); err != nil {
		return "", err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return "", err
	}
	_, c, err := p.party.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		if string(handle) != o.ID {
			return nil, errors.New("the passkey names another owner")
		}
		return u, nil
	}, session, parsed)
	if err != nil {
		return "", err
	}
	if c.Authenticator.CloneWarning {
		return "", ErrCopied
	}
	text, err := json.Marshal(c)
	return string(text), err
}

// encode writes the options for the browser and the state to keep.
func encode(options, session any) (string, string, error) {
	told, err := json.Marshal(options)
	if err != nil {
		return "", "", err
	}
	keep, err := json.Marshal(session)
	return string(told), string(keep), err
}

// user is an owner as the library needs it.
type user struct {
	Owner
	credentials []webauthn.Credential
}

func (o Owner) user() (user, error) {
	u := user{Owner: o}
	for _, text := range o.Credentials {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			return user{}, err
		}
		u.credentials = append(u.credentials, c)
	}
	return u, nil
}

func (u user) WebAuthnID() []byte                         { return []byte(u.ID) }
func (u user) WebAuthnName() string                       { return u.Email }
func (u user) WebAuthnDisplayName() string                { return u.Name }
func (u user) WebAuthnCredentials() []webauthn.Credential { return u.credentials }
