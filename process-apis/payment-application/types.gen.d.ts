// Generated from openapi.json by `gantry contracts build`; do not edit.

export interface paths {
    "/applications/{payment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read where the application of a payment stands.
         * @description Asks for the scope `process.payment-application.getApplication`. It changes nothing.
         */
        get: operations["getApplication"];
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
        /** @description One for each invoice a payment settles, wholly or in part. */
        PaymentApplied: {
            /** @example 10042 */
            payment: string;
            /** @example 10042 */
            invoice: string;
            /** @example Q-00042 */
            order: string;
            /** @example Q-00042 */
            customer: string;
            correlation: string;
            /** @example EMEA */
            legalEntity: string;
            /** @example USD */
            currency: string;
            amount: components["schemas"]["Money"];
            open: components["schemas"]["Money"] & unknown;
            method: string;
            /** @example 10042 */
            cashApplication: string;
            cashNumber: string;
        };
        /** @description Of this payment, on this invoice. */
        Money: {
            /** @example USD */
            currency: string;
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            amount: string;
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
        PaymentApplication: {
            /** @example 10042 */
            payment: string;
            /** @enum {string} */
            state: "in-progress" | "waiting-for-invoice" | "on-hold" | "applied" | "failed";
            correlation: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            updatedAt: string;
            /** @example 10042 */
            cashApplication?: string;
            reason?: string;
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
    getApplication: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                payment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read where the application of a payment stands. */
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
                     *       "payment": "10042",
                     *       "state": "in-progress",
                     *       "correlation": "correlation",
                     *       "updatedAt": "2026-03-31T09:30:00Z",
                     *       "cashApplication": "10042",
                     *       "reason": "reason"
                     *     }
                     */
                    "application/json": components["schemas"]["PaymentApplication"];
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
