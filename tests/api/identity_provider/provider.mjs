// A certified OpenID Connect provider for one relying party, whose people are given in ACCOUNTS.
import { Provider } from "oidc-provider";

const { PORT, REDIRECT_URI, ACCOUNTS } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;
const accounts = JSON.parse(ACCOUNTS);
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "mortar",
      client_secret: "a secret for tests, as long as a secret should be",
      redirect_uris: [REDIRECT_URI],
      grant_types: ["authorization_code"],
    },
  ],
  cookies: { keys: ["for tests only"] },
  claims: { openid: ["sub", "groups"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  pkce: { required: () => true },
  findAccount: async (_, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, ...accounts[id] }),
  }),
});
provider.listen(Number(PORT), "127.0.0.1", () => console.log("ready"));
