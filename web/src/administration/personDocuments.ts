/** What is asked of, and done about, one person. */
import { graphql } from '../graphql/generated'

export const PersonDocument = graphql(`
  query Person($id: ID!) {
    user(id: $id) {
      ...Person
      sessions(first: 20) {
        nodes {
          id
          userAgent
          address
          openedAt
          lastSeenAt
          expiresAt
          endedAt
        }
      }
    }
  }
`)

export const Person = graphql(`
  fragment Person on User {
    id
    email
    name
    isActive
    hasAccepted
    isLocked
    secondFactorDueAt
    memberships {
      id
      expiresAt
      role {
        id
        name
      }
      unit {
        id
        name
      }
    }
    authenticatorApps {
      id
      addedAt
      lastUsedAt
    }
    securityKeys {
      id
      name
      addedAt
      lastUsedAt
    }
  }
`)

export const RenameUser = graphql(`
  mutation RenameUser($id: ID!, $name: String!) {
    renameUser(userId: $id, name: $name) {
      ...Person
      ...Refused
    }
  }
`)

export const DeactivateUser = graphql(`
  mutation DeactivateUser($id: ID!) {
    deactivateUser(userId: $id) {
      ...Person
      ...Refused
    }
  }
`)

export const ActivateUser = graphql(`
  mutation ActivateUser($id: ID!) {
    activateUser(userId: $id) {
      ...Person
      ...Refused
    }
  }
`)

export const UnlockUser = graphql(`
  mutation UnlockUser($id: ID!) {
    unlockUser(userId: $id) {
      ...Person
      ...Refused
    }
  }
`)

export const WithdrawInvitation = graphql(`
  mutation WithdrawInvitation($id: ID!) {
    withdrawInvitation(userId: $id) {
      ...Person
      ...Refused
    }
  }
`)

export const ResetSecondFactors = graphql(`
  mutation ResetSecondFactors($id: ID!) {
    resetSecondFactors(userId: $id) {
      ...Person
      ...Refused
    }
  }
`)

export const EndUserSessions = graphql(`
  mutation EndUserSessions($id: ID!) {
    endUserSessions(userId: $id) {
      ...Person
      ...Refused
    }
  }
`)

export const EndUserSession = graphql(`
  mutation EndUserSession($sessionId: ID!) {
    endUserSession(sessionId: $sessionId) {
      ...Person
      ...Refused
    }
  }
`)

export const RemoveSecurityKey = graphql(`
  mutation RemoveSecurityKey($keyId: ID!) {
    removeSecurityKey(securityKeyId: $keyId) {
      ...Person
      ...Refused
    }
  }
`)

export const InviteUserAgain = graphql(`
  mutation InviteUserAgain($id: ID!) {
    inviteUserAgain(userId: $id) {
      ... on Invitation {
        invitation
        expiresAt
        user {
          ...Person
        }
      }
      ...Refused
    }
  }
`)

export const ResetPassword = graphql(`
  mutation ResetPassword($id: ID!) {
    resetPassword(userId: $id) {
      ... on PasswordReset {
        link
        expiresAt
        user {
          ...Person
        }
      }
      ...Refused
    }
  }
`)

export const AssignMembership = graphql(`
  mutation AssignMembership($userId: ID!, $roleId: ID!, $unitId: ID!, $expiresAt: DateTime) {
    assignMembership(userId: $userId, roleId: $roleId, unitId: $unitId, expiresAt: $expiresAt) {
      ...Person
      ...Refused
    }
  }
`)

export const EndMembership = graphql(`
  mutation EndMembership($membershipId: ID!) {
    endMembership(membershipId: $membershipId) {
      ...Person
      ...Refused
    }
  }
`)

export const AccessOf = graphql(`
  query AccessOf($userId: ID!, $storeId: ID) {
    accessOf(userId: $userId, storeId: $storeId) {
      permission
      touches
      module
      sentence
      isAllowed
      hindrances
      grants {
        membershipId
        roleName
        unitName
        expiresAt
        hindrance
      }
    }
  }
`)
