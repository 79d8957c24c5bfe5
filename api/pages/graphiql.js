// Sends each operation with the session's cookie and the token that only our own pages know.
async function csrfToken() {
  const answer = await fetch("/auth/me");
  return answer.ok ? (await answer.json()).csrfToken : "";
}

async function fetcher(operation, { headers } = {}) {
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-csrf-token": await csrfToken(),
      ...headers,
    },
    body: JSON.stringify(operation),
  });
  return answer.json();
}

const welcome = `# Sign in at /auth/sign-in first, or send a client's token in the headers below.
{
  me {
    kind
    permissions
    organization { name }
  }
}
`;

ReactDOM.render(
  React.createElement(GraphiQL, { fetcher, defaultQuery: welcome }),
  document.getElementById("graphiql"),
);
