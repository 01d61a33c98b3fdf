import { NOTHING, type Rules } from '../rule.ts'

const ASK = 'Speak with whoever uses it before the change, or keep what is used until the next major version.'

/** What is told of recorded use, where it is held against a document. */
export const useRules = {
  'used-operation-removed': { level: 'breaking', text: '{name} is used, and is not known.', remedy: ASK },
  'used-operation-deprecated': {
    level: 'warning',
    text: '{name} is used, and is deprecated{until}.',
    remedy: 'Move to what follows it before it ends.',
  },
  'used-parameter-removed': { level: 'breaking', text: 'The parameter {name} is sent, and is not known.', remedy: ASK },
  'used-parameter-refused': { level: 'breaking', text: 'The parameter {name} is refused: {reason}.', remedy: ASK },
  'used-parameter-missing': { level: 'breaking', text: 'The parameter {name} must be sent, and is not.', remedy: ASK },
  'used-media-type-removed': { level: 'breaking', text: '{name} is sent, and is not accepted.', remedy: ASK },
  'used-request-field-missing': { level: 'breaking', text: '{name} must be sent, and is not.', remedy: ASK },
  'used-request-field-removed': { level: 'breaking', text: '{name} is sent, and is not known.', remedy: ASK },
  'used-request-field-refused': { level: 'breaking', text: '{name} is refused: {reason}.', remedy: ASK },
  'used-status-removed': { level: 'breaking', text: 'The status {name} was answered, and is not known.', remedy: ASK },
  'used-response-field-removed': { level: 'breaking', text: '{name} was answered, and is not known.', remedy: ASK },
  'used-response-field-changed': { level: 'breaking', text: '{name} is answered otherwise: {reason}.', remedy: ASK },
  'used-operation-fits': { level: 'info', text: '{name} is used as it is.', remedy: NOTHING },
} satisfies Rules as Rules
