import { config } from "zod";

// zod would try `new Function` to learn whether it may compile its checks, which the page's security policy forbids and
// reports. It decides when a schema is made: this module comes before all that make one.
config({ jitless: true });
