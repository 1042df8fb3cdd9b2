/** Who is to compute: `auto` takes a hardware GPU where there is one. */
export const ENGINE_CHOICES = ["auto", "gpu", "cpu"] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];
