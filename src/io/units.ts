/** Of exponents, their errors, and all else that is a rate. */
export const RATE = "nats per layer";
