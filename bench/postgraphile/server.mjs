// PostGraphile on the benchmark's database, as the application role behind the same row-level
// security. Like our own server it signs each request's context for the backend that will run it.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import { grafserv } from "grafserv/node";
import pg from "pg";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const { DATABASE_URL, PORT, CONTEXT_KEY, CONNECTIONS } = process.env;
const LIFETIME_SECONDS = 900;
const REUSE_SECONDS = 60;

/** Knows its backend's pid, which the signed context names; a signature is used for a minute. */
class SigningClient extends pg.Client {
  signed = new Map();

  query(config, ...rest) {
    if (config?.text?.startsWith("select set_config(el->>0")) {
      const [[, tenant]] = JSON.parse(config.values[0]);
      const settings = [["app.tenant_id", tenant], ["app.context", this.context(tenant)]];
      return super.query({ ...config, values: [JSON.stringify(settings)] }, ...rest);
    }
    return super.query(config, ...rest);
  }

  context(tenant) {
    const now = Math.floor(Date.now() / 1000);
    const known = this.signed.get(tenant);
    if (known && known.until > now) return known.context;
    const body = `${tenant}|user:bench|*|${this.processID}|${now + LIFETIME_SECONDS}`;
    const mac = createHmac("sha256", CONTEXT_KEY).update(body).digest("hex");
    const context = `${body}|${mac}`;
    this.signed.set(tenant, { context, until: now + REUSE_SECONDS });
    return context;
  }
}

const preset = {
  extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset],
  pgServices: [
    makePgService({
      connectionString: DATABASE_URL,
      schemas: ["public"],
      pubsub: false,
      poolConfig: { Client: SigningClient, max: Number(CONNECTIONS), min: Number(CONNECTIONS) },
    }),
  ],
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false, websockets: false },
  grafast: {
    explain: false,
    context: (ctx) => ({ pgSettings: { "app.tenant_id": ctx.node?.req?.headers["x-tenant"] } }),
  },
  // An index on (tenant_id, claim_id) serves a key that also carries the store: show it all the same.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  schema: { defaultBehavior: "+list +connection" },
};

const instance = postgraphile(preset);
const server = createServer();
server.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
await instance.createServ(grafserv).addTo(server);
await instance.getSchemaResult();
server.listen(Number(PORT), "127.0.0.1", () => console.log("ready"));
