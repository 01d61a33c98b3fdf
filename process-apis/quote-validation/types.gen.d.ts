// Generated from openapi.json by `gantry contracts build`; do not edit.

export interface paths {
    "/quotes/{reference}/validation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a quote against every rule; changes nothing.
         * @description Asks for the scope `process.quote-validation.validateQuote`.
         */
        post: operations["validateQuote"];
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
        Validation: {
            /** @example Q-00042 */
            reference: string;
            verdict: components["schemas"]["Verdict"];
            findings: components["schemas"]["Finding"][];
            quote: components["schemas"]["Quote"];
            customer: components["schemas"]["Customer"];
            tax?: components["schemas"]["TaxCalculation"];
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            checkedAt: string;
        };
        /** @enum {string} */
        Verdict: "accepted" | "on-hold" | "refused";
        /** @description What a rule found. `refuse`: not as it stands. `hold`: not until somebody clears it. `note`: worth knowing. */
        Finding: {
            /** @enum {string} */
            rule: "state" | "validity" | "price" | "discount" | "margin" | "credit" | "tax" | "availability" | "data";
            code: string;
            /** @enum {string} */
            severity: "refuse" | "hold" | "note";
            /** @description One business sentence. */
            message: string;
            /** @description The quote line it is about. */
            line?: string;
            /** @description Who can clear it. */
            team: string;
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
        Customer: {
            /** @example 10042 */
            id: string;
            /** @example Q-00042 */
            reference: string;
            name: string;
            /** Format: email */
            email?: string;
            phone?: string;
            /**
             * @description The currency the customer is billed in.
             * @example USD
             */
            currency?: string;
            taxId?: string;
            billTo?: components["schemas"]["Address"];
            shipTo?: components["schemas"]["Address"];
            /** @description The vendor's own record. */
            native?: unknown;
        };
        /** @description A postal address. */
        Address: {
            street?: string;
            city?: string;
            region?: string;
            postalCode?: string;
            /**
             * @description ISO 3166-1 alpha-2.
             * @example DE
             */
            country: string;
        };
        /** @description Absent where the tax could not be determined; a finding says why. */
        TaxCalculation: {
            /** @example USD */
            currency: string;
            lines: components["schemas"]["TaxedLine"][];
            net: components["schemas"]["Money"] & unknown;
            tax: components["schemas"]["Money"] & unknown;
            gross: components["schemas"]["Money"] & unknown;
        };
        TaxedLine: {
            id: string;
            net: components["schemas"]["Money"] & unknown;
            tax: components["schemas"]["Money"] & unknown;
            gross: components["schemas"]["Money"] & unknown;
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            rate?: string;
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
    validateQuote: {
        parameters: {
            query?: {
                /** @description `quote`: before the customer signs. `order`: after, when the quote must be accepted. */
                purpose?: "quote" | "order";
            };
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
            /** @description Check a quote against every rule; changes nothing. */
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
                     *       "reference": "Q-00042",
                     *       "verdict": "accepted",
                     *       "findings": [
                     *         {
                     *           "rule": "state",
                     *           "code": "code",
                     *           "severity": "refuse",
                     *           "message": "message",
                     *           "line": "line",
                     *           "team": "team"
                     *         }
                     *       ],
                     *       "quote": {
                     *         "id": "10042",
                     *         "reference": "Q-00042",
                     *         "number": "number",
                     *         "opportunity": "10042",
                     *         "customer": "Q-00042",
                     *         "partner": "Q-00042",
                     *         "legalEntity": "EMEA",
                     *         "currency": "USD",
                     *         "priceBasis": "net",
                     *         "quotedOn": "2026-03-31",
                     *         "validUntil": "2026-03-31",
                     *         "state": "draft",
                     *         "lines": [
                     *           {
                     *             "id": "id",
                     *             "sku": "MB-1034",
                     *             "description": "description",
                     *             "charge": "one-off",
                     *             "term": {
                     *               "unit": "month",
                     *               "count": 1
                     *             },
                     *             "quantity": "12.34",
                     *             "unitPrice": "12.34",
                     *             "discount": "12.34",
                     *             "listPrice": "12.34",
                     *             "unitCost": "12.34",
                     *             "taxCode": "tax code",
                     *             "agreedTax": "12.34"
                     *           }
                     *         ],
                     *         "total": {
                     *           "currency": "USD",
                     *           "amount": "12.34"
                     *         }
                     *       },
                     *       "customer": {
                     *         "id": "10042",
                     *         "reference": "Q-00042",
                     *         "name": "name",
                     *         "email": "ada@example.com",
                     *         "phone": "phone",
                     *         "currency": "USD",
                     *         "taxId": "tax id",
                     *         "billTo": {
                     *           "street": "street",
                     *           "city": "city",
                     *           "region": "region",
                     *           "postalCode": "postal code",
                     *           "country": "DE"
                     *         },
                     *         "shipTo": {
                     *           "street": "street",
                     *           "city": "city",
                     *           "region": "region",
                     *           "postalCode": "postal code",
                     *           "country": "DE"
                     *         }
                     *       },
                     *       "tax": {
                     *         "currency": "USD",
                     *         "lines": [
                     *           {
                     *             "id": "id",
                     *             "net": {
                     *               "currency": "USD",
                     *               "amount": "12.34"
                     *             },
                     *             "tax": {
                     *               "currency": "USD",
                     *               "amount": "12.34"
                     *             },
                     *             "gross": {
                     *               "currency": "USD",
                     *               "amount": "12.34"
                     *             },
                     *             "rate": "12.34"
                     *           }
                     *         ],
                     *         "net": {
                     *           "currency": "USD",
                     *           "amount": "12.34"
                     *         },
                     *         "tax": {
                     *           "currency": "USD",
                     *           "amount": "12.34"
                     *         },
                     *         "gross": {
                     *           "currency": "USD",
                     *           "amount": "12.34"
                     *         }
                     *       },
                     *       "checkedAt": "2026-03-31T09:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Validation"];
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
