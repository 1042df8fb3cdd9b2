import { perFrame } from "../per-frame.ts";
import type { Place } from "../plane.ts";

export interface PointerEvents {
  /** The probe is dragged, at most once a frame. */
  follow(place: Place): void;
  /** The probe is put down: the end of a drag, or a click. */
  drop(place: Place): void;
  /** The drag is given up: nothing has happened. */
  abandon(): void;
  /** A rectangle is drawn from one place to another; null when it is gone. */
  outline(corners: readonly [Place, Place] | null): void;
  /** It is complete. */
  refine(one: Place, other: Place): void;
  /** A double click, or a double tap. */
  reset(): void;
  /** The pointer is over the plane, at client coordinates, with no button pressed; null when it leaves. */
  hover(place: Place | null, x: number, y: number): void;
}

export interface PlanePointer {
  /** Gives up the drag in hand; false where there is none. */
  abandon(): boolean;
  destroy(): void;
}

/** Two taps as close as this are one double tap. */
const DOUBLE = { ms: 300, pixels: 24 };

/** What a pointer does on the plane: drags the probe, with Shift, or where `selecting`, a rectangle. `placeOf` keeps to the plane. */
export function createPlanePointer(
  hit: HTMLElement,
  placeOf: (event: MouseEvent) => Place,
  selecting: () => boolean,
  events: PointerEvents,
): PlanePointer {
  let drag: { pointer: number; corner: Place | null } | null = null;
  let clicked = false;
  let tap = { time: Number.NEGATIVE_INFINITY, x: 0, y: 0 };
  const frame = perFrame((place: Place) => {
    if (drag === null) return;
    if (drag.corner === null) events.follow(place);
    else events.outline([drag.corner, place]);
  });

  function end(): void {
    frame.cancel();
    if (drag !== null && drag.corner !== null) events.outline(null);
    drag = null;
  }

  function abandon(): boolean {
    if (drag === null) return false;
    end();
    events.abandon();
    return true;
  }

  /** Whether a tap is the second of two; browsers differ in whether fingers make double clicks. */
  function second({ timeStamp, clientX, clientY }: PointerEvent): boolean {
    const near = timeStamp - tap.time < DOUBLE.ms && Math.hypot(clientX - tap.x, clientY - tap.y) < DOUBLE.pixels;
    tap = { time: near ? Number.NEGATIVE_INFINITY : timeStamp, x: clientX, y: clientY };
    return near;
  }

  const listeners: { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void } = {
    pointerdown(event) {
      if (event.button !== 0 || drag !== null) return;
      clicked = false;
      hit.setPointerCapture(event.pointerId);
      const place = placeOf(event);
      drag = { pointer: event.pointerId, corner: event.shiftKey || selecting() ? place : null };
      events.hover(null, 0, 0);
      frame.call(place);
    },
    pointermove(event) {
      if (drag === null) events.hover(placeOf(event), event.clientX, event.clientY);
      else if (event.pointerId === drag.pointer) frame.call(placeOf(event));
    },
    pointerup(event) {
      if (drag === null || event.pointerId !== drag.pointer) return;
      const { corner } = drag;
      end();
      clicked = true;
      if (corner !== null) events.refine(corner, placeOf(event));
      else if (event.pointerType === "touch" && second(event)) events.reset();
      else events.drop(placeOf(event));
    },
    // The browser took the pointer for something else, such as a zoom with two fingers.
    pointercancel(event) {
      if (event.pointerId === drag?.pointer) abandon();
    },
    pointerleave() {
      if (drag === null) events.hover(null, 0, 0);
    },
    click(event) {
      // Assistive technology clicks without a pointer; a pointer's own click has been heard already.
      if (!clicked && drag === null) events.drop(placeOf(event));
      clicked = false;
    },
    dblclick: () => events.reset(),
  };
  for (const [name, listener] of Object.entries(listeners)) hit.addEventListener(name, listener as EventListener);
  return { abandon, destroy: () => frame.cancel() };
}
