/** What is asked of, and done about, services, their templates and prices. */
import { graphql } from '../graphql/generated'

export const ServicesDocument = graphql(`
  query CatalogueServices($first: Int!, $after: String, $filter: ServiceFilter) {
    services(first: $first, after: $after, filter: $filter, orderBy: { by: NAME, direction: ASCENDING }) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        ...ServiceDetails
      }
    }
  }
`)

export const ServiceDetails = graphql(`
  fragment ServiceDetails on Service {
    id
    name
    kind
    isActive
    templates {
      id
      version
      effectiveFromOn
    }
  }
`)

export const ServiceDocument = graphql(`
  query CatalogueService($id: ID!) {
    service(id: $id) {
      ...ServiceDetails
    }
  }
`)

export const PricingDocument = graphql(`
  query CataloguePricing($on: Date!) {
    servicePricing(on: $on) {
      serviceId
      procedureCodes
      unpricedCodes
    }
  }
`)

export const PricesDocument = graphql(`
  query CataloguePrices($codes: [String!]!, $after: String) {
    servicePrices(first: 100, after: $after, filter: { procedureCode: { in: $codes } }) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        ...PriceDetails
      }
    }
  }
`)

export const PriceDetails = graphql(`
  fragment PriceDetails on ServicePrice {
    id
    procedureCode
    label
    priceCents
    effectiveFromOn
    effectiveToOn
    payerId
    storeId
  }
`)

export const PriceListDocument = graphql(`
  query PriceList($first: Int!, $after: String, $filter: ServicePriceFilter, $by: ServicePriceOrder!, $direction: Direction!) {
    servicePrices(first: $first, after: $after, filter: $filter, orderBy: { by: $by, direction: $direction }) {
      totalCount
      totalCountIsCapped
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        ...PriceDetails
      }
    }
  }
`)

export const FittingPricesDocument = graphql(`
  query FittingPrices($code: String!, $on: Date!, $payerId: ID, $storeId: ID) {
    fittingPrices(procedureCode: $code, on: $on, payerId: $payerId, storeId: $storeId) {
      ...PriceDetails
    }
  }
`)

export const PricePayersDocument = graphql(`
  query PricePayers($first: Int!, $after: String) {
    payers(first: $first, after: $after, orderBy: { by: NAME, direction: ASCENDING }) {
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
      nodes {
        id
        name
      }
    }
  }
`)

export const PriceSheetDocument = graphql(`
  query PriceSheet {
    priceSheet {
      content
      rowCount
      isCut
    }
  }
`)

export const ImportPrices = graphql(`
  mutation ImportPrices($file: String!, $dryRun: Boolean!) {
    importServicePrices(file: $file, dryRun: $dryRun) {
      ... on PriceImport {
        status
        priceCount
        problems {
          row
          column
          message
        }
      }
      ...Refused
    }
  }
`)

export const ShippedDocument = graphql(`
  query ShippedTemplates {
    shippedTemplates {
      kind
      name
      definition
    }
  }
`)

export const TemplateDocument = graphql(`
  query CatalogueTemplate($id: ID!) {
    node(id: $id) {
      ... on ServiceTemplate {
        id
        version
        effectiveFromOn
        revision
        definition
        service {
          ...ServiceDetails
        }
      }
    }
  }
`)

export const WrittenWithDocument = graphql(`
  query WrittenWith($templateId: ID!) {
    encounters(first: 1, filter: { templateId: { equals: $templateId } }) {
      totalCount
      totalCountIsCapped
    }
  }
`)

export const FindingsDocument = graphql(`
  query TemplateFindings($definition: JSON!) {
    templateFindings(definition: $definition) {
      code
      path
      message
    }
  }
`)

export const TrialDocument = graphql(`
  query TemplateTrial($definition: JSON!, $answers: JSON!, $circumstances: CircumstancesInput!) {
    templateTrial(definition: $definition, answers: $answers, circumstances: $circumstances) {
      missing {
        code
        path
        message
        fix
        severity
      }
      findings {
        code
        path
        message
        fix
        severity
      }
      lines {
        procedureCode
        modifiers
        units
        unitPriceCents
        chargeCents
        diagnosisCodes
        ndc
        cliaNumber
        rule
        explanation
      }
      chargeCents
      claims {
        ...ClaimToBeDetails
      }
      prices {
        ...PriceDetails
      }
    }
  }
`)

export const AdoptTemplate = graphql(`
  mutation AdoptTemplate($kind: String!, $name: String!, $effectiveFromOn: Date!, $codes: [SlotInput!]!) {
    adoptShippedTemplate(kind: $kind, name: $name, effectiveFromOn: $effectiveFromOn, codes: $codes) {
      ... on Service {
        id
      }
      ... on Approval {
        id
      }
      ...Refused
    }
  }
`)

export const CopyService = graphql(`
  mutation CopyService($serviceId: ID!, $name: String!) {
    copyService(serviceId: $serviceId, name: $name) {
      ...ServiceDetails
      ...Refused
    }
  }
`)

export const RenameService = graphql(`
  mutation RenameService($serviceId: ID!, $name: String!) {
    renameService(serviceId: $serviceId, name: $name) {
      ...ServiceDetails
      ...Refused
    }
  }
`)

export const SetServiceActive = graphql(`
  mutation SetServiceActive($serviceId: ID!, $isActive: Boolean!) {
    setServiceActive(serviceId: $serviceId, isActive: $isActive) {
      ...ServiceDetails
      ...Refused
    }
  }
`)

export const DraftTemplate = graphql(`
  mutation DraftTemplate($serviceId: ID!) {
    draftTemplate(serviceId: $serviceId) {
      ... on ServiceTemplate {
        id
      }
      ...Refused
    }
  }
`)

export const ChangeTemplate = graphql(`
  mutation ChangeTemplate($templateId: ID!, $revision: Int!, $definition: JSON!) {
    changeTemplate(templateId: $templateId, revision: $revision, definition: $definition) {
      ... on ServiceTemplate {
        id
        revision
        definition
      }
      ...Refused
    }
  }
`)

export const DiscardTemplate = graphql(`
  mutation DiscardTemplate($templateId: ID!, $revision: Int!) {
    discardTemplate(templateId: $templateId, revision: $revision) {
      ...ServiceDetails
      ...Refused
    }
  }
`)

export const PublishTemplate = graphql(`
  mutation PublishTemplate($templateId: ID!, $effectiveFromOn: Date!, $revision: Int!) {
    publishTemplate(templateId: $templateId, effectiveFromOn: $effectiveFromOn, revision: $revision) {
      ... on ServiceTemplate {
        id
        effectiveFromOn
      }
      ... on Approval {
        id
      }
      ...Refused
    }
  }
`)

export const SetServicePrice = graphql(`
  mutation SetServicePrice($price: ServicePriceInput!) {
    setServicePrice(price: $price) {
      ... on ServicePrice {
        id
        priceCents
        label
      }
      ...Refused
    }
  }
`)

export const RemoveServicePrice = graphql(`
  mutation RemoveServicePrice($priceId: ID!) {
    removeServicePrice(priceId: $priceId) {
      ... on ServicePriceRemoved {
        procedureCode
      }
      ...Refused
    }
  }
`)

export const EndServicePrice = graphql(`
  mutation EndServicePrice($priceId: ID!, $effectiveToOn: Date) {
    endServicePrice(priceId: $priceId, effectiveToOn: $effectiveToOn) {
      ... on ServicePrice {
        id
        effectiveToOn
      }
      ...Refused
    }
  }
`)
