// Generated from openapi.json by `gantry contracts build`; do not edit.

export interface paths {
    "/quotes/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a quote with its lines.
         * @description Asks for the scope `system.cpq.getQuote`. It changes nothing.
         */
        get: operations["getQuote"];
        /**
         * Create or replace a quote that is not yet ordered.
         * @description Asks for the scope `system.cpq.upsertQuote`. A repeat changes nothing.
         */
        put: operations["upsertQuote"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the quotes of partners, by reference.
         * @description Asks for the scope `system.cpq.listQuotes`. It changes nothing.
         */
        get: operations["listQuotes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/quotes/{reference}/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn an accepted quote into an order; a quote already ordered gives the same order.
         * @description Asks for the scope `system.cpq.orderQuote`. Send an `Idempotency-Key`: a repeat with the same key takes effect once.
         */
        post: operations["orderQuote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/{sku}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a product.
         * @description Asks for the scope `system.cpq.getProduct`. It changes nothing.
         */
        get: operations["getProduct"];
        /**
         * Create or update a product and its list price.
         * @description Asks for the scope `system.cpq.upsertProduct`. A repeat changes nothing.
         */
        put: operations["upsertProduct"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the products that are sold, by SKU.
         * @description Asks for the scope `system.cpq.listProducts`. It changes nothing.
         */
        get: operations["listProducts"];
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
        /** @description Tells that there is something to read; never what. */
        QuoteNotice: {
            /** @example Q-00042 */
            reference: string;
            /** @example 10042 */
            id: string;
            /** @example Q-00042 */
            customer?: string;
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
        Quote: {
            /** @example 10042 */
            id: string;
            /** @example Q-00042 */
            reference: string;
            number?: string;
            /**
             * @description The deal it is part of, by its id in the CRM.
             * @example 10042
             */
            opportunity?: string;
            /**
             * @description The customer's reference in the CRM.
             * @example Q-00042
             */
            customer: string;
            /**
             * @description The partner that sells or refers it, by its reference in the CRM; absent: we sell it ourselves.
             * @example Q-00042
             */
            partner?: string;
            /** @example EMEA */
            legalEntity: string;
            /** @example USD */
            currency: string;
            /**
             * @description Whether unit prices already contain the tax.
             * @enum {string}
             */
            priceBasis: "net" | "gross";
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            quotedOn: string;
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            validUntil?: string;
            state: components["schemas"]["QuoteState"];
            lines: components["schemas"]["QuoteLine"][];
            total: components["schemas"]["Money"];
            /** @description The vendor's own record. */
            native?: unknown;
        };
        /** @enum {string} */
        QuoteState: "draft" | "in-review" | "approved" | "presented" | "accepted" | "rejected" | "cancelled";
        QuoteLine: {
            /** @description Unique within the quote, and the same in every document that follows from it. */
            id: string;
            /** @example MB-1034 */
            sku: string;
            description: string;
            charge: components["schemas"]["Charge"];
            term?: components["schemas"]["Term"];
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            quantity: string;
            /**
             * @description Agreed price per unit in major units, before discount; may carry more decimals than the currency.
             * @example 12.34
             */
            unitPrice: string;
            /**
             * @description Fraction taken off the unit price: `0.15` is 15%.
             * @default 0
             * @example 12.34
             */
            discount: string;
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            listPrice?: string;
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            unitCost?: string;
            taxCode?: string;
            /**
             * @description Tax of the whole line as agreed with the customer, in major units; absent: the tax engine decides.
             * @example 12.34
             */
            agreedTax?: string;
        };
        /**
         * @description How a line is charged: once, or again each term.
         * @enum {string}
         */
        Charge: "one-off" | "recurring";
        /** @description How often a recurring line is charged. */
        Term: {
            /** @enum {string} */
            unit: "month" | "year";
            /** Format: int32 */
            count: number;
        };
        /** @description Sum of the lines as the CPQ system states it, in the price basis. */
        Money: {
            /** @example USD */
            currency: string;
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            amount: string;
        };
        QuoteDraft: {
            /**
             * @description The customer's reference in the CRM.
             * @example Q-00042
             */
            customer: string;
            /**
             * @description The partner that sells or refers it, by its reference in the CRM; absent: we sell it ourselves.
             * @example Q-00042
             */
            partner?: string;
            /** @example EMEA */
            legalEntity: string;
            /** @example USD */
            currency: string;
            /**
             * @description Whether unit prices already contain the tax.
             * @enum {string}
             */
            priceBasis: "net" | "gross";
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            quotedOn: string;
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            validUntil?: string;
            state: components["schemas"]["QuoteState"];
            lines: components["schemas"]["QuoteLine"][];
        };
        QuotePage: {
            items: components["schemas"]["QuoteSummary"][];
            next?: string;
        };
        /** @description A quote without its lines. */
        QuoteSummary: {
            /** @example Q-00042 */
            reference: string;
            number?: string;
            /** @example Q-00042 */
            customer: string;
            /** @example Q-00042 */
            partner?: string;
            /** @example USD */
            currency: string;
            /**
             * @description Whether unit prices already contain the tax.
             * @enum {string}
             */
            priceBasis: "net" | "gross";
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            quotedOn: string;
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            validUntil?: string;
            state: components["schemas"]["QuoteState"];
            ordered: boolean;
            total: components["schemas"]["Money"] & unknown;
        };
        /** @description The order as the CRM keeps it. */
        Order: {
            /** @example 10042 */
            id: string;
            number: string;
            /**
             * @description The quote's reference: one quote, one order.
             * @example Q-00042
             */
            reference: string;
            /** @enum {string} */
            state: "draft" | "activated" | "cancelled";
            stage?: string;
            message?: string;
            open?: components["schemas"]["Money"] & unknown;
            /** @description The vendor's own record. */
            native?: unknown;
        };
        Product: {
            /** @example 10042 */
            id: string;
            /** @example MB-1034 */
            sku: string;
            name: string;
            /** @example USD */
            currency: string;
            /**
             * @description Per unit, in major units; may carry more decimals than the currency.
             * @example 12.34
             */
            listPrice: string;
            /**
             * @description What a unit costs us, in the same currency; absent where unknown.
             * @example 12.34
             */
            unitCost?: string;
            charge: components["schemas"]["Charge"];
            term?: components["schemas"]["Term"];
            /** @description The tax engine's code for the kind of good. */
            taxCode?: string;
            /** @description The vendor's own record. */
            native?: unknown;
        };
        ProductPage: {
            items: components["schemas"]["Product"][];
            next?: string;
        };
        ProductDraft: {
            name: string;
            /** @example USD */
            currency: string;
            /**
             * @description Per unit, in major units; may carry more decimals than the currency.
             * @example 12.34
             */
            listPrice: string;
            /**
             * @description What a unit costs us, in the same currency; absent where unknown.
             * @example 12.34
             */
            unitCost?: string;
            charge: components["schemas"]["Charge"];
            term?: components["schemas"]["Term"];
            /** @description The tax engine's code for the kind of good. */
            taxCode?: string;
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
    getQuote: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read a quote with its lines. */
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
                     *       "number": "number",
                     *       "opportunity": "10042",
                     *       "customer": "Q-00042",
                     *       "partner": "Q-00042",
                     *       "legalEntity": "EMEA",
                     *       "currency": "USD",
                     *       "priceBasis": "net",
                     *       "quotedOn": "2026-03-31",
                     *       "validUntil": "2026-03-31",
                     *       "state": "draft",
                     *       "lines": [
                     *         {
                     *           "id": "id",
                     *           "sku": "MB-1034",
                     *           "description": "description",
                     *           "charge": "one-off",
                     *           "term": {
                     *             "unit": "month",
                     *             "count": 1
                     *           },
                     *           "quantity": "12.34",
                     *           "unitPrice": "12.34",
                     *           "discount": "12.34",
                     *           "listPrice": "12.34",
                     *           "unitCost": "12.34",
                     *           "taxCode": "tax code",
                     *           "agreedTax": "12.34"
                     *         }
                     *       ],
                     *       "total": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Quote"];
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
    upsertQuote: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "customer": "Q-00042",
                 *       "partner": "Q-00042",
                 *       "legalEntity": "EMEA",
                 *       "currency": "USD",
                 *       "priceBasis": "net",
                 *       "quotedOn": "2026-03-31",
                 *       "validUntil": "2026-03-31",
                 *       "state": "draft",
                 *       "lines": [
                 *         {
                 *           "id": "id",
                 *           "sku": "MB-1034",
                 *           "description": "description",
                 *           "charge": "one-off",
                 *           "term": {
                 *             "unit": "month",
                 *             "count": 1
                 *           },
                 *           "quantity": "12.34",
                 *           "unitPrice": "12.34",
                 *           "discount": "12.34",
                 *           "listPrice": "12.34",
                 *           "unitCost": "12.34",
                 *           "taxCode": "tax code",
                 *           "agreedTax": "12.34"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["QuoteDraft"];
            };
        };
        responses: {
            /** @description Create or replace a quote that is not yet ordered. */
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
                     *       "number": "number",
                     *       "opportunity": "10042",
                     *       "customer": "Q-00042",
                     *       "partner": "Q-00042",
                     *       "legalEntity": "EMEA",
                     *       "currency": "USD",
                     *       "priceBasis": "net",
                     *       "quotedOn": "2026-03-31",
                     *       "validUntil": "2026-03-31",
                     *       "state": "draft",
                     *       "lines": [
                     *         {
                     *           "id": "id",
                     *           "sku": "MB-1034",
                     *           "description": "description",
                     *           "charge": "one-off",
                     *           "term": {
                     *             "unit": "month",
                     *             "count": 1
                     *           },
                     *           "quantity": "12.34",
                     *           "unitPrice": "12.34",
                     *           "discount": "12.34",
                     *           "listPrice": "12.34",
                     *           "unitCost": "12.34",
                     *           "taxCode": "tax code",
                     *           "agreedTax": "12.34"
                     *         }
                     *       ],
                     *       "total": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Quote"];
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
    listQuotes: {
        parameters: {
            query: {
                /** @description References of partners, with commas between them. */
                partners: string;
                cursor?: string;
                limit?: number;
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
            /** @description List the quotes of partners, by reference. */
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
                     *           "reference": "Q-00042",
                     *           "number": "number",
                     *           "customer": "Q-00042",
                     *           "partner": "Q-00042",
                     *           "currency": "USD",
                     *           "priceBasis": "net",
                     *           "quotedOn": "2026-03-31",
                     *           "validUntil": "2026-03-31",
                     *           "state": "draft",
                     *           "ordered": true,
                     *           "total": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           }
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["QuotePage"];
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
    orderQuote: {
        parameters: {
            query?: never;
            header: {
                /** @description Makes a repeat safe: the same key with the same body takes effect once. */
                "idempotency-key": components["parameters"]["IdempotencyKey"];
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Turn an accepted quote into an order; a quote already ordered gives the same order. */
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
                     *       "number": "number",
                     *       "reference": "Q-00042",
                     *       "state": "draft",
                     *       "stage": "stage",
                     *       "message": "message",
                     *       "open": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Order"];
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
    getProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                sku: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read a product. */
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
                     *       "sku": "MB-1034",
                     *       "name": "name",
                     *       "currency": "USD",
                     *       "listPrice": "12.34",
                     *       "unitCost": "12.34",
                     *       "charge": "one-off",
                     *       "term": {
                     *         "unit": "month",
                     *         "count": 1
                     *       },
                     *       "taxCode": "tax code"
                     *     }
                     */
                    "application/json": components["schemas"]["Product"];
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
    upsertProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                sku: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "name",
                 *       "currency": "USD",
                 *       "listPrice": "12.34",
                 *       "unitCost": "12.34",
                 *       "charge": "one-off",
                 *       "term": {
                 *         "unit": "month",
                 *         "count": 1
                 *       },
                 *       "taxCode": "tax code"
                 *     }
                 */
                "application/json": components["schemas"]["ProductDraft"];
            };
        };
        responses: {
            /** @description Create or update a product and its list price. */
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
                     *       "sku": "MB-1034",
                     *       "name": "name",
                     *       "currency": "USD",
                     *       "listPrice": "12.34",
                     *       "unitCost": "12.34",
                     *       "charge": "one-off",
                     *       "term": {
                     *         "unit": "month",
                     *         "count": 1
                     *       },
                     *       "taxCode": "tax code"
                     *     }
                     */
                    "application/json": components["schemas"]["Product"];
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
    listProducts: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
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
            /** @description List the products that are sold, by SKU. */
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
                     *           "sku": "MB-1034",
                     *           "name": "name",
                     *           "currency": "USD",
                     *           "listPrice": "12.34",
                     *           "unitCost": "12.34",
                     *           "charge": "one-off",
                     *           "term": {
                     *             "unit": "month",
                     *             "count": 1
                     *           },
                     *           "taxCode": "tax code"
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["ProductPage"];
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
}
