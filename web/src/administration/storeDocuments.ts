/** What is asked of, and done about, places of the tree. */
import { graphql } from '../graphql/generated'

export const AdministeredStores = graphql(`
  query AdministeredStores($first: Int!, $after: String) {
    stores(first: $first, after: $after) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        ...StoreDetails
      }
    }
  }
`)

export const StoreDetails = graphql(`
  fragment StoreDetails on Store {
    id
    name
    legalName
    npi
    ncpdpNumber
    taxId
    taxonomyCode
    cliaNumber
    cliaKind
    cliaEffectiveFromOn
    cliaEffectiveToOn
    addressLine
    addressLine2
    city
    state
    zipCode
    phone
    timeZone
    placeOfServiceCode
    closedOn
  }
`)

export const StoreDocument = graphql(`
  query AdministeredStore($id: ID!) {
    store(id: $id) {
      ...StoreDetails
    }
  }
`)

export const AddStore = graphql(`
  mutation AddStore($parentId: ID!, $details: StoreInput!) {
    addStore(parentId: $parentId, details: $details) {
      ...StoreDetails
      ...Refused
    }
  }
`)

export const ChangeStore = graphql(`
  mutation ChangeStore($storeId: ID!, $details: StoreInput!) {
    changeStore(storeId: $storeId, details: $details) {
      ...StoreDetails
      ...Refused
    }
  }
`)

export const CloseStore = graphql(`
  mutation CloseStore($storeId: ID!, $lastDay: Date!) {
    closeStore(storeId: $storeId, lastDay: $lastDay) {
      ...StoreDetails
      ...Refused
    }
  }
`)

export const ReopenStore = graphql(`
  mutation ReopenStore($storeId: ID!) {
    reopenStore(storeId: $storeId) {
      ...StoreDetails
      ...Refused
    }
  }
`)

export const AddUnit = graphql(`
  mutation AddUnit($parentId: ID!, $name: String!) {
    addUnit(parentId: $parentId, kind: REGION, name: $name) {
      ... on OrganizationUnit {
        id
        name
      }
      ...Refused
    }
  }
`)

export const RenameUnit = graphql(`
  mutation RenameUnit($unitId: ID!, $name: String!) {
    renameUnit(unitId: $unitId, name: $name) {
      ... on OrganizationUnit {
        id
        name
      }
      ...Refused
    }
  }
`)

export const MoveUnit = graphql(`
  mutation MoveUnit($unitId: ID!, $parentId: ID!) {
    moveUnit(unitId: $unitId, parentId: $parentId) {
      ... on OrganizationUnit {
        id
        parent {
          id
        }
      }
      ...Refused
    }
  }
`)
