import type { Bundle, Matrix } from "./bundle.ts";
import type { MatrixVisitor, Operation } from "./operations/operation.ts";
import type { LayerTrace } from "./trace.ts";

/**
 * A list of operations, applied one after the other. `first`: the place in a trace of the state that the first of them is given; `stage`:
 * how many times the list was applied in the same layer before, each leaving its own states.
 */
export class Chain {
  private readonly operations: readonly Operation[];
  private readonly first: number;

  constructor(operations: readonly Operation[], first = 0) {
    this.operations = operations;
    this.first = first;
  }

  push(bundle: Bundle, layer: number, trace?: LayerTrace, stage = 0): void {
    this.operations.forEach((operation, i) => {
      trace?.note(this.placeOf(i, stage), bundle);
      operation.push(bundle, layer);
    });
  }

  pull(cotangents: Matrix, trace: LayerTrace, layer: number, visit?: MatrixVisitor, stage = 0): void {
    for (let i = this.operations.length - 1; i >= 0; i--) {
      this.operations[i].pull(cotangents, trace.input(this.placeOf(i, stage)), trace.exponent, layer, visit);
    }
  }

  resize(sizes: Float64Array): void {
    for (const operation of this.operations) operation.resize(sizes);
  }

  private placeOf(operation: number, stage: number): number {
    return this.first + stage * this.operations.length + operation;
  }
}
