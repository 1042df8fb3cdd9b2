/**
 * lyascope as a library: studies and their schema, the engine that measures them, and the laws that are known.
 * Exponents are in nats per layer, the largest first; sizes in gradient profiles are decimal logarithms.
 */

export type { EngineChoice } from "./engine/choice.ts";
export { type CpuEngineOptions, createCpuEngine } from "./engine/cpu/engine.ts";
export { MemoryError } from "./engine/cpu/memory.ts";
export type {
  CellStatus,
  Engine,
  EngineInfo,
  ForwardCell,
  ForwardJob,
  ForwardProfile,
  GradientCell,
  GradientJob,
  GradientProfile,
  Snapshot,
  Spectrum,
  SpectrumCell,
  SpectrumJob,
} from "./engine/engine.ts";
export { createGpuEngine, type GpuEngine, type GpuEngineOptions } from "./engine/gpu/engine.ts";
export { type AdapterReport, reportAdapters } from "./engine/gpu/report.ts";
export {
  type ChosenEngine,
  type Engines,
  NoGpuError,
  type OpenOptions,
  openEngine,
  openEngines,
  RefusedError,
} from "./engine/open.ts";
export { type ForwardDocument, type ForwardDocumentCell, forwardDocument } from "./io/forward-document.ts";
export { type GradientDocument, type GradientDocumentCell, gradientDocument } from "./io/gradient-document.ts";
export { toJson } from "./io/json.ts";
export type { Measured } from "./io/measured.ts";
export { type SpectrumDocument, type SpectrumDocumentCell, spectrumDocument } from "./io/spectrum-document.ts";
export type { Clip, ClipPer } from "./measure/clip.ts";
export { type Estimate, entropy, kaplanYorke } from "./measure/derived.ts";
export { type LogNorm, PROBABILITIES } from "./measure/distribution.ts";
export { DRIFT_LEVEL, type Drift } from "./measure/drift.ts";
export type { FixedVector } from "./measure/fixed-vector.ts";
export { QUANTILES } from "./measure/profile.ts";
export type { Relaxation } from "./measure/relaxation.ts";
export { ADJOINTS, type Adjoint } from "./network/adjoint.ts";
export { SAMPLINGS, type Sampling } from "./network/sampling.ts";
export {
  ACTIVATIONS,
  type ActivationName,
  BLOCKS,
  type BlockName,
  type NetworkSpec,
  OPERATIONS,
  type OperationName,
  WEIGHT_LAWS,
  type WeightLaw,
} from "./network/spec.ts";
export type { Axis } from "./study/axis.ts";
export { StudyError } from "./study/error.ts";
export { type ScalarField, scalarFields } from "./study/fields.ts";
export { type ForwardQuestion, runForward } from "./study/forward.ts";
export { type JudgedDepthLaw, type JudgedForwardLaw, judgedForwardLaw } from "./study/forward-check.ts";
export { forwardLawOf } from "./study/forward-law.ts";
export { type GrowthTheory, growthTheory, type SmallScale, smallScaleTheory } from "./study/growth-theory.ts";
export { type Fit, type JudgedLogNorm, judgedLogNorm } from "./study/log-norm.ts";
export { type Cell, type ResolvedStudy, resolveStudy } from "./study/resolve.ts";
export { type GradientQuestion, runGradient, runSpectrum, type StudySnapshot } from "./study/run.ts";
export { type Scalar, type StudyInput, studySchema } from "./study/schema.ts";
export { type CellTheory, theoryOf } from "./study/theory.ts";
export { batchNormGrowth } from "./theory/batchnorm.ts";
export { criticalVariance } from "./theory/critical-line.ts";
export { type DepthScales, depthScales } from "./theory/depth-scales.ts";
export { orthogonalWidthCoefficient, widthCoefficient } from "./theory/finite-width.ts";
export { type DepthLaw, type ForwardLaw, forwardLaw } from "./theory/forward-law.ts";
export { forwardMeanField, type PairState } from "./theory/forward-mean-field.ts";
export { freeSpectrum } from "./theory/free-spectrum.ts";
export { meanLogStretch } from "./theory/furstenberg.ts";
export { meanFieldGsc } from "./theory/gsc.ts";
export type { Law } from "./theory/law.ts";
export { lawsFor, type MeasurementOptions } from "./theory/laws.ts";
export { type LayeredGrowth, layeredGrowth, layeredMeanField } from "./theory/layered-mean-field.ts";
export { type NormalisedTop, normalisedTop } from "./theory/layernorm.ts";
export { leakyReluTop } from "./theory/leaky-relu-finite.ts";
export { type LimitDimension, limitDimension } from "./theory/limit-dimension.ts";
export { type LogNormLaw, logNormLaw } from "./theory/log-norm.ts";
export { type MeanField, meanField, meanFieldExponent } from "./theory/mean-field.ts";
export { newmanExponents, newmanVariance } from "./theory/newman.ts";
export { type Freedoms, normalisedLinear, normalisedLinearExponents } from "./theory/normalised-linear.ts";
export { orthogonalExponents } from "./theory/orthogonal.ts";
export { halfSquaredDistance } from "./theory/pair-moments.ts";
export { type PlainTheory, plainTheory, whyNoPlainTheory } from "./theory/plain-theory.ts";
export { reducibleExponents } from "./theory/reducible.ts";
export { reluDeath, reluExponents, reluLogNormVariance, reluSurvival } from "./theory/relu-finite.ts";
export { residualLimit, residualLinearTop, residualSmallScale } from "./theory/residual-linear.ts";
export { residualReluTop } from "./theory/residual-relu.ts";
export { residualTanhGrowth } from "./theory/residual-tanh.ts";
export { scalarExponent } from "./theory/scalar.ts";
export { tiedLimit, tiedOrthogonalLimit } from "./theory/tied-linear.ts";
export { whyNoLaw } from "./theory/why-no-law.ts";
