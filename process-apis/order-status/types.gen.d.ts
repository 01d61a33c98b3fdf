// Generated from openapi.json by `gantry contracts build`; do not edit.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        StatusTold: {
            /** @example Q-00042 */
            order: string;
            stage: components["schemas"]["OrderStage"];
            message: string;
            correlation: string;
        };
        /**
         * @description Where an order stands between quote and cash, in the words sales uses.
         * @enum {string}
         */
        OrderStage: "submitted" | "active" | "invoiced" | "partly-paid" | "paid" | "on-hold" | "refused" | "cancelled";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
