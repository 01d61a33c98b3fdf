// Generated from openapi.json by `gantry contracts build`; do not edit.

export interface paths {
    "/payments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a payment and what it settles.
         * @description Asks for the scope `system.payments.getPayment`. It changes nothing.
         */
        get: operations["getPayment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the payments that settle a billing invoice.
         * @description Asks for the scope `system.payments.listPayments`. It changes nothing.
         */
        get: operations["listPayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/{id}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give money of a payment back; the same reference gives it back once.
         * @description Asks for the scope `system.payments.refundPayment`. Send an `Idempotency-Key`: a repeat with the same key takes effect once.
         */
        post: operations["refundPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/refunds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a refund.
         * @description Asks for the scope `system.payments.getRefund`. It changes nothing.
         */
        get: operations["getRefund"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List disputes, newest first: all, or those of a payment.
         * @description Asks for the scope `system.payments.listDisputes`. It changes nothing.
         */
        get: operations["listDisputes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payouts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a payout.
         * @description Asks for the scope `system.payments.getPayout`. It changes nothing.
         */
        get: operations["getPayout"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List payouts, newest first.
         * @description Asks for the scope `system.payments.listPayouts`. It changes nothing.
         */
        get: operations["listPayouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payouts/{id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the payments, refunds, disputes and fees that a payout settles.
         * @description Asks for the scope `system.payments.listPayoutEntries`. It changes nothing.
         */
        get: operations["listPayoutEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What a payment system tells at once of money received; read the payment for what it settles. */
        PaymentNotice: {
            /** @example 10042 */
            id: string;
            /** @example USD */
            currency: string;
            amount: components["schemas"]["Money"];
            /** @example 10042 */
            invoice?: string;
        };
        /** @description An amount in major units of an ISO 4217 currency. */
        Money: {
            /** @example USD */
            currency: string;
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            amount: string;
        };
        /** @description Money of a payment that goes back to the customer. */
        Refund: {
            /** @example 10042 */
            id: string;
            /**
             * @description Absent where people made it in the payment system.
             * @example Q-00042
             */
            reference?: string;
            /** @example 10042 */
            payment: string;
            /** @example USD */
            currency: string;
            amount: components["schemas"]["Money"];
            /** @enum {string} */
            state: "pending" | "action-required" | "succeeded" | "failed" | "cancelled";
            reason?: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            createdAt: string;
            correlation?: string;
            /** @description The vendor's own record. */
            native?: unknown;
        };
        /** @description A payment that the customer's bank takes back, or asks about. */
        Dispute: {
            /** @example 10042 */
            id: string;
            /** @example 10042 */
            payment: string;
            /** @example USD */
            currency: string;
            amount: components["schemas"]["Money"];
            /** @description The bank's word for it, such as `fraudulent`. */
            reason: string;
            /**
             * @description `inquiry`: no money has moved yet. `closed`: an inquiry that came to nothing.
             * @enum {string}
             */
            state: "inquiry" | "needs-response" | "under-review" | "won" | "lost" | "closed";
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            openedAt: string;
            /**
             * Format: date-time
             * @description Until when evidence is taken.
             * @example 2026-03-31T09:30:00Z
             */
            answerBy?: string;
            /** @description The vendor's own record. */
            native?: unknown;
        };
        /** @description Money the payment system sends to our bank account. */
        Payout: {
            /** @example 10042 */
            id: string;
            /** @example USD */
            currency: string;
            amount: components["schemas"]["Money"] & unknown;
            /** @enum {string} */
            state: "pending" | "in-transit" | "paid" | "failed" | "cancelled";
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            createdAt: string;
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            arrivesOn: string;
            /** @description The vendor's own record. */
            native?: unknown;
        };
        /** @description Why a call failed (RFC 9457). */
        Problem: {
            /** @description A URI that names the kind of problem; it follows from the code. */
            type: string;
            /**
             * @description One business sentence.
             * @example Somebody else is changing the record.
             */
            title: string;
            /**
             * Format: int64
             * @description The HTTP status.
             * @example 409
             */
            status: number;
            /** @description Technical detail for an engineer. */
            detail?: string;
            /**
             * @description Stable, kebab-case: runbooks are keyed by it.
             * @example record-busy
             */
            code: string;
            /**
             * @description `transient`: a repeat may succeed. `data`: the request or the master data is wrong. `policy`: a rule forbids it. `bug`: Gantry is at fault.
             * @enum {string}
             */
            kind: "transient" | "data" | "policy" | "bug";
            /** @description Earliest useful repeat, in ms from now. */
            retryAfterMs?: number;
            /** @description The call may have taken effect: repeat it with the same `Idempotency-Key`. */
            outcomeUnknown?: boolean;
            /** @description No request left for the system behind: nothing was tried. */
            unsent?: boolean;
            /** @description The team that can mend it. */
            team?: string;
            /** @description Name it when you ask for help. */
            correlation?: string;
            /** @description Each field at fault. */
            errors?: {
                /** @example body.lines.0.quantity */
                path: string;
                message: string;
            }[];
        };
        /** @description Money a customer paid, as the payment system keeps it. */
        Payment: {
            /** @example 10042 */
            id: string;
            /**
             * @description The customer's id in the billing system.
             * @example 10042
             */
            customer: string;
            /**
             * @description The customer's reference in the CRM.
             * @example Q-00042
             */
            customerReference: string;
            /** @example EMEA */
            legalEntity: string;
            /** @example USD */
            currency: string;
            amount: components["schemas"]["Money"];
            method: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            receivedAt: string;
            /** @description Billing invoices it settles; their sum is at most the amount. */
            applications: components["schemas"]["Application"][];
            /** @enum {string} */
            state: "succeeded" | "refunded" | "disputed";
            /** @description The correlation id of the first invoice it settles. */
            correlation?: string;
            /** @description The vendor's own record. */
            native?: unknown;
        };
        /** @description The part of a payment that settles one invoice. */
        Application: {
            /** @example 10042 */
            invoice: string;
            amount: components["schemas"]["Money"];
        };
        PaymentPage: {
            items: components["schemas"]["Payment"][];
            next?: string;
        };
        RefundDraft: {
            /** @example Q-00042 */
            reference: string;
            amount: components["schemas"]["Money"];
            reason?: components["schemas"]["RefundReason"];
        };
        /** @enum {string} */
        RefundReason: "duplicate" | "fraudulent" | "requested";
        DisputePage: {
            items: components["schemas"]["Dispute"][];
            next?: string;
        };
        PayoutPage: {
            items: components["schemas"]["Payout"][];
            next?: string;
        };
        PayoutEntryPage: {
            items: components["schemas"]["PayoutEntry"][];
            next?: string;
        };
        /** @description One movement that a payout settles. */
        PayoutEntry: {
            /** @example 10042 */
            id: string;
            /** @enum {string} */
            kind: "payment" | "refund" | "dispute" | "fee" | "other";
            /**
             * @description The payment it is about.
             * @example 10042
             */
            payment?: string;
            amount: components["schemas"]["Money"];
            fee: components["schemas"]["Money"];
            net: components["schemas"]["Money"] & unknown;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            at: string;
            /** @description The vendor's own record. */
            native?: unknown;
        };
    };
    responses: {
        /** @description The request does not fit the contract. */
        BadRequest: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid identity. */
        Unauthorized: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The identity lacks the scope. */
        Forbidden: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing, or none that you may know of. */
        NotFound: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A rule forbids it in the present state, or the same key is still under way. */
        Conflict: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request body is too large. */
        TooLarge: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A request body is sent as application/json. */
        UnsupportedMediaType: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The data cannot be processed, or the key was used with another body. */
        Unprocessable: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests. */
        TooManyRequests: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A system behind this one is not available. */
        Unavailable: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Any other failure. */
        Failed: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description Makes a repeat safe: the same key with the same body takes effect once. */
        IdempotencyKey: string;
        /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
        CorrelationId: string;
    };
    requestBodies: never;
    headers: {
        /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
        CorrelationId: string;
        /** @description Seconds until a repeat is useful. */
        RetryAfter: number;
        /** @description What is left of the allowance of the caller, where there is one (draft-ietf-httpapi-ratelimit-headers). */
        RateLimit: string;
        /** @description Absent unless the host names other origins whose pages may read the answer: by default none may. */
        "Access-Control-Allow-Origin": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getPayment: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read a payment and what it settles. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "10042",
                     *       "customer": "10042",
                     *       "customerReference": "Q-00042",
                     *       "legalEntity": "EMEA",
                     *       "currency": "USD",
                     *       "amount": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       },
                     *       "method": "method",
                     *       "receivedAt": "2026-03-31T09:30:00Z",
                     *       "applications": [
                     *         {
                     *           "invoice": "10042",
                     *           "amount": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           }
                     *         }
                     *       ],
                     *       "state": "succeeded",
                     *       "correlation": "correlation"
                     *     }
                     */
                    "application/json": components["schemas"]["Payment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listPayments: {
        parameters: {
            query: {
                invoice: string;
                cursor?: string;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the payments that settle a billing invoice. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "10042",
                     *           "customer": "10042",
                     *           "customerReference": "Q-00042",
                     *           "legalEntity": "EMEA",
                     *           "currency": "USD",
                     *           "amount": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "method": "method",
                     *           "receivedAt": "2026-03-31T09:30:00Z",
                     *           "applications": [
                     *             {
                     *               "invoice": "10042",
                     *               "amount": {
                     *                 "currency": "USD",
                     *                 "amount": "12.34"
                     *               }
                     *             }
                     *           ],
                     *           "state": "succeeded",
                     *           "correlation": "correlation"
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["PaymentPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    refundPayment: {
        parameters: {
            query?: never;
            header: {
                /** @description Makes a repeat safe: the same key with the same body takes effect once. */
                "idempotency-key": components["parameters"]["IdempotencyKey"];
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reference": "Q-00042",
                 *       "amount": {
                 *         "currency": "USD",
                 *         "amount": "12.34"
                 *       },
                 *       "reason": "duplicate"
                 *     }
                 */
                "application/json": components["schemas"]["RefundDraft"];
            };
        };
        responses: {
            /** @description Give money of a payment back; the same reference gives it back once. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "10042",
                     *       "reference": "Q-00042",
                     *       "payment": "10042",
                     *       "currency": "USD",
                     *       "amount": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       },
                     *       "state": "pending",
                     *       "reason": "reason",
                     *       "createdAt": "2026-03-31T09:30:00Z",
                     *       "correlation": "correlation"
                     *     }
                     */
                    "application/json": components["schemas"]["Refund"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getRefund: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read a refund. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "10042",
                     *       "reference": "Q-00042",
                     *       "payment": "10042",
                     *       "currency": "USD",
                     *       "amount": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       },
                     *       "state": "pending",
                     *       "reason": "reason",
                     *       "createdAt": "2026-03-31T09:30:00Z",
                     *       "correlation": "correlation"
                     *     }
                     */
                    "application/json": components["schemas"]["Refund"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listDisputes: {
        parameters: {
            query?: {
                payment?: string;
                cursor?: string;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List disputes, newest first: all, or those of a payment. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "10042",
                     *           "payment": "10042",
                     *           "currency": "USD",
                     *           "amount": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "reason": "reason",
                     *           "state": "inquiry",
                     *           "openedAt": "2026-03-31T09:30:00Z",
                     *           "answerBy": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["DisputePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getPayout: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read a payout. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "10042",
                     *       "currency": "USD",
                     *       "amount": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       },
                     *       "state": "pending",
                     *       "createdAt": "2026-03-31T09:30:00Z",
                     *       "arrivesOn": "2026-03-31"
                     *     }
                     */
                    "application/json": components["schemas"]["Payout"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listPayouts: {
        parameters: {
            query?: {
                cursor?: string;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List payouts, newest first. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "10042",
                     *           "currency": "USD",
                     *           "amount": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "state": "pending",
                     *           "createdAt": "2026-03-31T09:30:00Z",
                     *           "arrivesOn": "2026-03-31"
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["PayoutPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listPayoutEntries: {
        parameters: {
            query?: {
                cursor?: string;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the payments, refunds, disputes and fees that a payout settles. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "10042",
                     *           "kind": "payment",
                     *           "payment": "10042",
                     *           "amount": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "fee": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "net": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "at": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["PayoutEntryPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
}
