export function table(): string[];
