import type { Engine, ForwardQuestion, StudyInput } from "../../src/index.ts";

/** A number; −∞ as a word; null where there is none. */
export type Digits = number | string | null;

/** A point of a figure: what was measured, its standard error, what the law says, and (measured − law) / error. */
export interface Point {
  x: number;
  measured: Digits;
  error: Digits;
  law: Digits;
  z: number | null;
  /** Where the law is known to be poor: shown, not compared. */
  beyond?: true;
}

/** A law and what was measured of it. */
export interface Series<P = Point> {
  label?: string;
  law: { name: string; kind: "exact" | "limit"; domain: string; source: string };
  /** How far a limit may be away, in the unit of the panel, or `relative` to the law. */
  within?: number;
  relative?: boolean;
  /** What was asked of signals that go forward; spectra where it is not there. */
  forward?: ForwardQuestion;
  studies: StudyInput[];
  points: P[];
  curve?: number[][];
}

/** The data that a picture is drawn from and holds. */
export interface Data {
  figure: string;
  title: string;
  lyascope: string;
  engine: string;
  panels: { title: string; series: Series[] }[];
}

/** What is to be measured of one law. */
export interface Question {
  label?: string;
  forward?: ForwardQuestion;
  studies: StudyInput[];
}

export interface Figure {
  name: string;
  image?: string;
  title: string;
  panels: { title: string; series: Question[] }[];
}

export const FIGURES: Figure[];
export const ALL: Figure[];
export function pathOf(figure: Figure): string;
export function measure(figure: Figure, engine: Pick<Engine, "spectrum" | "forward">): Promise<Data>;
export function theoryOf(series: Question): Series<Pick<Point, "x" | "law">>;
export function draw(data: Data): string;
export function dataOf(svg: string): Data;
export function distance(series: Series, point: Point): { away: number; holds: boolean } | null;
export function told(data: Data): string;
export function withLines(page: string, figures: Data[]): string;
