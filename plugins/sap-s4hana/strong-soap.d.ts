/** The part of strong-soap that the tests use; it brings no types of its own. */
declare module 'strong-soap' {
  type Done<T> = (error: Error | null, result: T) => void
  type Client = {
    setSecurity(security: object): void
    setEndpoint(address: string): void
    JournalEntryCreateRequestConfirmation_In(request: object, done: Done<unknown>): void
  }
  export const soap: {
    createClient(wsdl: string, options: object, done: Done<Client>): void
    BasicAuthSecurity: new (user: string, password: string) => object
  }
}
