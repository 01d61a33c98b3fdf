import { billing } from '@gantry/billing-api/contract'
import { defineGantry } from '@gantry/core/runtime/config'
import { cpq } from '@gantry/cpq-api/contract'
import { crm } from '@gantry/crm-api/contract'
import { erp } from '@gantry/erp-api/contract'
import { payments } from '@gantry/payments-api/contract'
import { tax } from '@gantry/tax-api/contract'

/** Settings come from the environment, e.g. `STRIPE_API_KEY`; a base URL points a connection at a sandbox. */
export default defineGantry({
  connections: {
    salesforce: {
      connector: () => import('@gantry/salesforce'),
      config: (env) => ({
        clientId: env.SALESFORCE_CLIENT_ID,
        clientSecret: env.SALESFORCE_CLIENT_SECRET,
        loginUrl: env.SALESFORCE_LOGIN_URL,
      }),
    },
    stripe: {
      connector: () => import('@gantry/stripe'),
      config: (env) => ({
        apiKey: env.STRIPE_API_KEY,
        webhookSecret: env.STRIPE_WEBHOOK_SECRET,
        baseUrl: env.STRIPE_BASE_URL,
      }),
    },
    netsuite: {
      connector: () => import('@gantry/netsuite'),
      config: (env) => ({
        account: env.NETSUITE_ACCOUNT,
        clientId: env.NETSUITE_CLIENT_ID,
        certificateId: env.NETSUITE_CERTIFICATE_ID,
        privateKey: env.NETSUITE_PRIVATE_KEY,
        baseUrl: env.NETSUITE_BASE_URL,
      }),
    },
    'sap-s4hana': {
      connector: () => import('@gantry/sap-s4hana'),
      config: (env) => ({
        baseUrl: env.SAP_S4HANA_BASE_URL,
        user: env.SAP_S4HANA_USER,
        password: env.SAP_S4HANA_PASSWORD,
        tokenUrl: env.SAP_S4HANA_TOKEN_URL,
        clientId: env.SAP_S4HANA_CLIENT_ID,
        clientSecret: env.SAP_S4HANA_CLIENT_SECRET,
        confirmationUser: env.SAP_S4HANA_CONFIRMATION_USER,
        confirmationPassword: env.SAP_S4HANA_CONFIRMATION_PASSWORD,
        customizing: env.SAP_S4HANA_CUSTOMIZING && JSON.parse(env.SAP_S4HANA_CUSTOMIZING),
      }),
    },
    avalara: {
      connector: () => import('@gantry/avalara'),
      config: (env) => ({
        accountId: env.AVALARA_ACCOUNT_ID,
        licenseKey: env.AVALARA_LICENSE_KEY,
        baseUrl: env.AVALARA_BASE_URL,
      }),
    },
  },

  capabilities: {
    crm: { contract: crm, connection: 'salesforce' },
    cpq: { contract: cpq, connection: 'salesforce' },
    billing: { contract: billing, connection: 'stripe' },
    payments: { contract: payments, connection: 'stripe' },
    erp: { contract: erp, connection: 'netsuite' },
    tax: { contract: tax, connection: 'avalara' },
  },

  processes: {
    'quote-validation': () => import('@gantry/quote-validation'),
    'order-activation': () => import('@gantry/order-activation'),
    'invoice-posting': () => import('@gantry/invoice-posting'),
    'payment-application': () => import('@gantry/payment-application'),
    'order-status': () => import('@gantry/order-status'),
    'order-trail': () => import('@gantry/order-trail'),
    operations: () => import('@gantry/operations'),
    registry: () => import('@gantry/registry'),
  },

  views: {
    crm: () => import('@gantry/crm-view'),
    'control-tower': () => import('@gantry/control-tower-view'),
    catalogue: () => import('@gantry/catalogue-view'),
  },
})
