// Generated from openapi.json by `gantry contracts build`; do not edit.

export interface paths {
    "/calculations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Determine the tax of each line without filing anything. */
        post: operations["calculateTax"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** File the tax of an invoice; the same reference with the same lines files it once. */
        post: operations["commitTax"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/documents/{legalEntity}/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a tax document. */
        get: operations["getTaxDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/documents/{legalEntity}/{reference}/adjust": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace what is filed under a reference; the same content again changes nothing. */
        post: operations["adjustTax"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/documents/{legalEntity}/{reference}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraw a tax document; repeating it changes nothing. */
        post: operations["voidTax"];
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
        /** @description What is owed on each line; totals are the sums of the lines. */
        TaxCalculation: {
            /** @example USD */
            currency: string;
            lines: components["schemas"]["TaxedLine"][];
            net: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            gross: components["schemas"]["Money"];
        };
        TaxedLine: {
            id: string;
            net: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            gross: components["schemas"]["Money"];
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            rate?: string;
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
        TaxRequest: {
            /**
             * @description The document taxed; calculating it again replaces nothing until it is committed.
             * @example Q-00042
             */
            reference: string;
            /**
             * @description The order it belongs to.
             * @example Q-00042
             */
            order?: string;
            /** @example EMEA */
            legalEntity: string;
            /** @example Q-00042 */
            customer: string;
            /** @example USD */
            currency: string;
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            date: string;
            shipTo: components["schemas"]["Address"];
            exemption?: components["schemas"]["Exemption"];
            lines: components["schemas"]["TaxableLine"][];
        };
        /** @description A postal address. */
        Address: {
            street?: string;
            city?: string;
            region?: string;
            postalCode?: string;
            /** @description ISO 3166-1 alpha-2. */
            country: string;
        };
        /** @description Why a customer owes no tax on a sale; the tax engine decides what follows. */
        Exemption: {
            /** @description The number of the customer's certificate. */
            certificate?: string;
            /** @description The tax engine's code for who the customer is or what it uses goods for, such as resale. */
            entityUse?: string;
        };
        TaxableLine: {
            id: string;
            /** @example MB-1034 */
            sku: string;
            description?: string;
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            quantity: string;
            amount: components["schemas"]["Money"] & unknown;
            taxIncluded: boolean;
            taxCode?: string;
            agreedTax?: components["schemas"]["Money"] & unknown;
        };
        /** @description A tax document in the tax engine: committed, it will be in the tax return. */
        TaxDocument: components["schemas"]["TaxCalculation"] & {
            /** @example 10042 */
            id: string;
            /** @example Q-00042 */
            reference: string;
            /** @enum {string} */
            state: "saved" | "committed" | "voided";
            /** @description The vendor's own record. */
            native?: unknown;
        };
        /** @description A filed tax document as it ought to be: all of it, not the difference. */
        TaxAdjustment: {
            /**
             * @description Why what was filed is not right.
             * @enum {string}
             */
            reason: "price" | "returned" | "exchanged" | "bad-debt" | "exemption" | "sourcing" | "ledger" | "other";
            explanation?: string;
            /**
             * @description The order it belongs to.
             * @example Q-00042
             */
            order?: string;
            /** @example Q-00042 */
            customer: string;
            /** @example USD */
            currency: string;
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            date: string;
            shipTo: components["schemas"]["Address"];
            exemption?: components["schemas"]["Exemption"];
            lines: components["schemas"]["TaxableLine"][];
        };
    };
    responses: {
        /** @description The request does not fit the contract. */
        BadRequest: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid identity. */
        Unauthorized: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The identity lacks the scope. */
        Forbidden: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing, or none that you may know of. */
        NotFound: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A rule forbids it in the present state, or the same key is still under way. */
        Conflict: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request body is too large. */
        TooLarge: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A request body is sent as application/json. */
        UnsupportedMediaType: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The data cannot be processed, or the key was used with another body. */
        Unprocessable: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests. */
        TooManyRequests: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A system behind this one is not available. */
        Unavailable: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Any other failure. */
        Failed: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
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
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    calculateTax: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaxRequest"];
            };
        };
        responses: {
            /** @description Determine the tax of each line without filing anything. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxCalculation"];
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
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    commitTax: {
        parameters: {
            query?: never;
            header: {
                /** @description Makes a repeat safe: the same key with the same body takes effect once. */
                "idempotency-key": components["parameters"]["IdempotencyKey"];
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaxRequest"];
            };
        };
        responses: {
            /** @description File the tax of an invoice; the same reference with the same lines files it once. */
            201: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxDocument"];
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
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getTaxDocument: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                legalEntity: string;
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read a tax document. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxDocument"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    adjustTax: {
        parameters: {
            query?: never;
            header: {
                /** @description Makes a repeat safe: the same key with the same body takes effect once. */
                "idempotency-key": components["parameters"]["IdempotencyKey"];
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                legalEntity: string;
                reference: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaxAdjustment"];
            };
        };
        responses: {
            /** @description Replace what is filed under a reference; the same content again changes nothing. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxDocument"];
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
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    voidTax: {
        parameters: {
            query?: never;
            header: {
                /** @description Makes a repeat safe: the same key with the same body takes effect once. */
                "idempotency-key": components["parameters"]["IdempotencyKey"];
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                legalEntity: string;
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Withdraw a tax document; repeating it changes nothing. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaxDocument"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
}
