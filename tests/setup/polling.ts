// While work is pending Dawn's binding for Node asks for news from one setImmediate after another, which takes the core
// that SwiftShader compiles on. It looks the function up in the global object: there it finds a timer.
Object.defineProperty(globalThis, "setImmediate", {
  value: (callback: () => void) => setTimeout(callback, 1),
  configurable: true,
  writable: true,
});
