import { bothDirections, NOTHING, REMEDIES, type Rules } from '../rule.ts'
import { ASPECTS } from './schema-aspects.ts'

const OPTIONAL = 'Add it as optional, and require it in the next major version.'
const DATE = 'Keep the announced date, or move it further away.'
const ANNOUNCE = 'Announce the sunset date, and remove it when that day has come.'
const KEEP = 'Keep it, mark it deprecated with a sunset date, and remove it in the next major version.'

export const schemaRules = {
  ...Object.assign(
    {},
    ...ASPECTS.map(({ name, title }) =>
      bothDirections(name, title, {
        ...(name === 'extensible-enum' && { 'response-widened': 'info', 'response-changed': 'info' }),
        // No tool can tell which of two patterns permits more; a consumer does not check what it is answered.
        ...(name === 'pattern' && { 'response-widened': 'warning', 'response-changed': 'info' }),
      }),
    ),
  ),
  'request-required-property-added': { level: 'breaking', text: 'The request must now hold {name}.', remedy: OPTIONAL },
  'request-optional-property-added': { level: 'info', text: 'The request may now hold {name}.', remedy: NOTHING },
  'request-property-removed': {
    level: 'breaking',
    text: 'The request no longer knows {name}; what is sent is lost.',
    remedy: KEEP,
  },
  'request-property-refused': {
    level: 'breaking',
    text: 'The request no longer permits {name}, and refuses what it does not know.',
    remedy: KEEP,
  },
  'request-property-became-required': {
    level: 'breaking',
    text: '{name} must now be in the request.',
    remedy: 'Keep it optional, with a default on the server.',
  },
  'request-property-became-optional': {
    level: 'info',
    text: '{name} need not be in the request any more.',
    remedy: NOTHING,
  },
  'request-properties-closed': {
    level: 'breaking',
    text: '{name} no longer permits properties it does not know.',
    remedy: REMEDIES.request,
  },
  'request-properties-opened': {
    level: 'info',
    text: '{name} now permits properties it does not know.',
    remedy: NOTHING,
  },
  'response-property-added': { level: 'info', text: 'The response may now hold {name}.', remedy: NOTHING },
  'response-property-removed': { level: 'breaking', text: 'The response no longer holds {name}.', remedy: KEEP },
  'response-property-became-optional': {
    level: 'breaking',
    text: '{name} may now be missing in the response.',
    remedy: 'Keep answering it always.',
  },
  'response-property-became-required': {
    level: 'info',
    text: '{name} is now always in the response.',
    remedy: NOTHING,
  },
  'response-properties-closed': {
    level: 'info',
    text: '{name} no longer holds properties it does not name.',
    remedy: NOTHING,
  },
  'response-properties-opened': {
    level: 'info',
    text: '{name} may now hold properties it does not name.',
    remedy: NOTHING,
  },
  'request-property-became-read-only': {
    level: 'warning',
    text: '{name} is read-only now; what the request holds of it is ignored.',
    remedy: KEEP,
  },
  'request-property-removed-without-sunset': {
    level: 'warning',
    text: 'The request no longer knows {name}, which was deprecated without a sunset date.',
    remedy: ANNOUNCE,
  },
  'response-property-removed-without-sunset': {
    level: 'warning',
    text: 'The response no longer holds {name}, which was deprecated without a sunset date.',
    remedy: ANNOUNCE,
  },
  'request-deprecated-property-removed': {
    level: 'info',
    text: 'The request no longer knows {name}, whose sunset is past.',
    remedy: NOTHING,
  },
  'response-deprecated-property-removed': {
    level: 'info',
    text: 'The response no longer holds {name}, whose sunset is past.',
    remedy: NOTHING,
  },
  'request-property-deprecated': { level: 'info', text: '{name} of the request is deprecated.', remedy: NOTHING },
  'response-property-deprecated': { level: 'info', text: '{name} of the response is deprecated.', remedy: NOTHING },
  'request-property-sunset-earlier': {
    level: 'breaking',
    text: 'The sunset of {name} moved from {from} to {to}, which is earlier.',
    remedy: DATE,
  },
  'response-property-sunset-earlier': {
    level: 'breaking',
    text: 'The sunset of {name} moved from {from} to {to}, which is earlier.',
    remedy: DATE,
  },
  'request-condition-added': {
    level: 'breaking',
    text: '{name} is now checked against `{keyword}` as well.',
    remedy: REMEDIES.request,
  },
  'request-condition-removed': {
    level: 'info',
    text: '{name} is no longer checked against `{keyword}`.',
    remedy: NOTHING,
  },
  'response-condition-added': { level: 'info', text: '{name} now keeps to `{keyword}` as well.', remedy: NOTHING },
  'response-condition-removed': {
    level: 'breaking',
    text: '{name} no longer keeps to `{keyword}`.',
    remedy: REMEDIES.response,
  },
  'request-condition-changed': {
    level: 'breaking',
    text: '`{keyword}` of {name} changed, so other requests are refused than before.',
    remedy: REMEDIES.request,
  },
  'response-condition-changed': {
    level: 'breaking',
    text: '`{keyword}` of {name} changed, so other responses come than before.',
    remedy: REMEDIES.response,
  },
  'request-default-changed': {
    level: 'warning',
    text: 'What is assumed without {name} changed from {from} to {to}.',
    remedy: 'Keep the default; let consumers ask for the new behaviour.',
  },
  'response-default-changed': {
    level: 'info',
    text: 'The default of {name} changed from {from} to {to}.',
    remedy: NOTHING,
  },
  'request-discriminator-changed': {
    level: 'breaking',
    text: '{name} is told apart by {to} instead of {from}.',
    remedy: REMEDIES.request,
  },
  'response-discriminator-changed': {
    level: 'breaking',
    text: '{name} is told apart by {to} instead of {from}.',
    remedy: REMEDIES.response,
  },
  'request-discriminator-added': {
    level: 'warning',
    text: '{name} is now told apart by {to}.',
    remedy: REMEDIES.request,
  },
  'response-discriminator-added': { level: 'info', text: '{name} is now told apart by {to}.', remedy: NOTHING },
  'request-discriminator-removed': {
    level: 'info',
    text: '{name} is no longer told apart by {from}.',
    remedy: NOTHING,
  },
  'response-discriminator-removed': {
    level: 'warning',
    text: '{name} is no longer told apart by {from}.',
    remedy: REMEDIES.response,
  },
  'request-discriminator-value-removed': {
    level: 'breaking',
    text: '{name} no longer knows the kind {value}.',
    remedy: KEEP,
  },
  'response-discriminator-value-removed': {
    level: 'info',
    text: '{name} no longer knows the kind {value}.',
    remedy: NOTHING,
  },
  'request-discriminator-value-changed': {
    level: 'breaking',
    text: 'The kind {value} of {name} means another schema.',
    remedy: REMEDIES.request,
  },
  'response-discriminator-value-changed': {
    level: 'breaking',
    text: 'The kind {value} of {name} means another schema.',
    remedy: REMEDIES.response,
  },
  'request-discriminator-value-renamed': {
    level: 'breaking',
    text: 'The kind {value} of {name} is now called {to}.',
    remedy: REMEDIES.request,
  },
  'response-discriminator-value-renamed': {
    level: 'breaking',
    text: 'The kind {value} of {name} is now called {to}.',
    remedy: REMEDIES.response,
  },
  'request-alternative-removed': {
    level: 'breaking',
    text: '{name} no longer accepts the alternative {alternative}.',
    remedy: KEEP,
  },
  'request-alternatives-overlap': {
    level: 'breaking',
    text: '{name} must now fit exactly one of several schemas, and what was sent before fits more: {alternatives}.',
    remedy: 'Offer them by anyOf, or let a property with a fixed value in each tell them apart.',
  },
  'request-alternative-added': {
    level: 'info',
    text: '{name} also accepts the alternative {alternative}.',
    remedy: NOTHING,
  },
  'response-alternative-removed': {
    level: 'info',
    text: '{name} no longer answers the alternative {alternative}.',
    remedy: NOTHING,
  },
  'response-alternative-added': {
    level: 'breaking',
    text: '{name} may now answer the alternative {alternative}.',
    remedy: 'Answer the new alternative only to consumers who ask for it.',
  },
} satisfies Rules as Rules
