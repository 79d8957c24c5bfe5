"""What the people of the flu clinic ask the API."""

CLINIC = """
query Clinic {
  stores(first: 1) { edges { node { id name } } }
  providers(first: 1) { edges { node { id firstName lastName } } }
  services(first: 50) { edges { node { id kind } } }
  patients(first: 50) { edges { node { id firstName lastName birthOn } } }
}
"""

START = """
mutation Start($details: EncounterInput!) {
  startEncounter(details: $details) {
    ... on Encounter { id }
    ... on Refusal { code message path }
  }
}
"""

COMPLETE = """
mutation Complete($id: ID!) {
  completeEncounter(encounterId: $id) {
    ... on Encounter { id }
    ... on Refusal { code message path }
  }
}
"""

SIGN = """
mutation Sign($id: ID!) {
  signEncounter(encounterId: $id) {
    ... on Encounter { id }
    ... on Refusal { code message path }
  }
}
"""

CLAIMS = """
query Claims($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Encounter {
      claims {
        id
        patientControlNumber
        payerSequence
        payer { name }
        serviceLines { procedureCode }
        chargeCents
        paidCents
        patientResponsibilityCents
        displayStatus
        adjudication
        money
        findings { message }
      }
    }
  }
}
"""

TIMELINE = """
query Timeline($id: ID!) {
  claim(id: $id) { events { happenedAt summary } }
}
"""

STRANGER = """
query Stranger($id: ID!) {
  claim(id: $id) { id }
  node(id: $id) { id }
}
"""
