// Generated from openapi.json by `gantry contracts build`; do not edit.

export interface paths {
    "/envelopes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find envelopes by what they stand for.
         * @description Asks for the scope `system.esign.listEnvelopes`. It changes nothing.
         */
        get: operations["listEnvelopes"];
        put?: never;
        /**
         * Send documents to be signed; a repeat with the same reference gives the same envelope.
         * @description Asks for the scope `system.esign.sendEnvelope`. Send an `Idempotency-Key`: a repeat with the same key takes effect once.
         */
        post: operations["sendEnvelope"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/envelopes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an envelope and who has signed.
         * @description Asks for the scope `system.esign.getEnvelope`. It changes nothing.
         */
        get: operations["getEnvelope"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/envelopes/{id}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the signed documents as one PDF, with the certificate of completion.
         * @description Asks for the scope `system.esign.getSignedDocument`. It changes nothing.
         */
        get: operations["getSignedDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/envelopes/{id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw an envelope that not all have signed; repeating it changes nothing.
         * @description Asks for the scope `system.esign.voidEnvelope`. Send an `Idempotency-Key`: a repeat with the same key takes effect once.
         */
        post: operations["voidEnvelope"];
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
        /** @description What is told at once of an envelope. */
        EnvelopeNotice: {
            /** @example 10042 */
            id: string;
            /** @example Q-00042 */
            reference: string;
            state: components["schemas"]["EnvelopeState"];
            reason?: string;
        };
        /**
         * @description `completed`: all have signed. `voided` may also come after `completed`.
         * @enum {string}
         */
        EnvelopeState: "draft" | "sent" | "delivered" | "completed" | "declined" | "voided";
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
        /** @description Documents on their way to be signed. */
        Envelope: {
            /** @example 10042 */
            id: string;
            /** @example Q-00042 */
            reference: string;
            subject: string;
            state: components["schemas"]["EnvelopeState"];
            /** @description Why it was voided or declined. */
            reason?: string;
            signers: {
                name: string;
                /** Format: email */
                email: string;
                /**
                 * Format: date-time
                 * @description A moment, ISO 8601 in UTC.
                 * @example 2026-03-31T09:30:00Z
                 */
                signedAt?: string;
            }[];
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            sentAt?: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            completedAt?: string;
            /** @description The vendor's own record. */
            native?: unknown;
        };
        EnvelopeDraft: {
            /**
             * @description What is signed, such as a quote and its revision: one reference, one envelope.
             * @example Q-00042
             */
            reference: string;
            subject: string;
            message?: string;
            documents: components["schemas"]["EnvelopeDocument"][];
            signers: components["schemas"]["SignerDraft"][];
            /**
             * Format: date
             * @description The last day on which it can be signed.
             * @example 2026-03-31
             */
            expiresOn?: string;
        };
        EnvelopeDocument: {
            name: string;
            /** @enum {string} */
            contentType: "application/pdf" | "text/html" | "text/plain";
            /** @description Base64. */
            content: string;
        };
        SignerDraft: {
            name: string;
            /** Format: email */
            email: string;
            /**
             * Format: int32
             * @description Those with the same number sign at once.
             * @default 1
             */
            order: number;
        };
        EnvelopePage: {
            items: components["schemas"]["Envelope"][];
            next?: string;
        };
        SignedDocument: {
            contentType: string;
            /** @description Base64. */
            content: string;
        };
        Withdrawal: {
            reason: string;
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
    listEnvelopes: {
        parameters: {
            query: {
                reference: string;
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
            /** @description Find envelopes by what they stand for. */
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
                     *           "reference": "Q-00042",
                     *           "subject": "subject",
                     *           "state": "draft",
                     *           "reason": "reason",
                     *           "signers": [
                     *             {
                     *               "name": "name",
                     *               "email": "ada@example.com",
                     *               "signedAt": "2026-03-31T09:30:00Z"
                     *             }
                     *           ],
                     *           "sentAt": "2026-03-31T09:30:00Z",
                     *           "completedAt": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["EnvelopePage"];
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
    sendEnvelope: {
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
                /**
                 * @example {
                 *       "reference": "Q-00042",
                 *       "subject": "subject",
                 *       "message": "message",
                 *       "documents": [
                 *         {
                 *           "name": "name",
                 *           "contentType": "application/pdf",
                 *           "content": "content"
                 *         }
                 *       ],
                 *       "signers": [
                 *         {
                 *           "name": "name",
                 *           "email": "ada@example.com",
                 *           "order": 1
                 *         }
                 *       ],
                 *       "expiresOn": "2026-03-31"
                 *     }
                 */
                "application/json": components["schemas"]["EnvelopeDraft"];
            };
        };
        responses: {
            /** @description Send documents to be signed; a repeat with the same reference gives the same envelope. */
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
                     *       "subject": "subject",
                     *       "state": "draft",
                     *       "reason": "reason",
                     *       "signers": [
                     *         {
                     *           "name": "name",
                     *           "email": "ada@example.com",
                     *           "signedAt": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "sentAt": "2026-03-31T09:30:00Z",
                     *       "completedAt": "2026-03-31T09:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Envelope"];
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
    getEnvelope: {
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
            /** @description Read an envelope and who has signed. */
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
                     *       "subject": "subject",
                     *       "state": "draft",
                     *       "reason": "reason",
                     *       "signers": [
                     *         {
                     *           "name": "name",
                     *           "email": "ada@example.com",
                     *           "signedAt": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "sentAt": "2026-03-31T09:30:00Z",
                     *       "completedAt": "2026-03-31T09:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Envelope"];
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
    getSignedDocument: {
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
            /** @description Read the signed documents as one PDF, with the certificate of completion. */
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
                     *       "contentType": "content type",
                     *       "content": "content"
                     *     }
                     */
                    "application/json": components["schemas"]["SignedDocument"];
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
    voidEnvelope: {
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
                 *       "reason": "reason"
                 *     }
                 */
                "application/json": components["schemas"]["Withdrawal"];
            };
        };
        responses: {
            /** @description Withdraw an envelope that not all have signed; repeating it changes nothing. */
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
                     *       "subject": "subject",
                     *       "state": "draft",
                     *       "reason": "reason",
                     *       "signers": [
                     *         {
                     *           "name": "name",
                     *           "email": "ada@example.com",
                     *           "signedAt": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "sentAt": "2026-03-31T09:30:00Z",
                     *       "completedAt": "2026-03-31T09:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Envelope"];
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
}
