import { defaultWorkers } from "../engine/cpu/default-workers.ts";
import { StudyError } from "../study/error.ts";
import type { Cell } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import { type Appearance, createAppearance } from "./appearance.ts";
import { axisFields } from "./axis.ts";
import { paletteOf } from "./colour.ts";
import { h } from "./dom.ts";
import { createKeyboard, type Keyboard } from "./keyboard.ts";
import { STORY_KEYS, stepsOf } from "./keys.ts";
import { LabEngine } from "./lab-engine.ts";
import { MapPanel } from "./map-panel.ts";
import { reach } from "./milestones.ts";
import { FIRST, GRID, type LabOptions } from "./options.ts";
import { cellOf, FIRST_AXES, type Grid, type Plane, placeOf, planeCell } from "./plane.ts";
import { createPlaneControls, type PlaneControls } from "./plane-controls.ts";
import { sampleOf } from "./sampling.ts";
import type { LabStory } from "./stories.ts";
import { timeAxis } from "./time-axis.ts";
import { createLegend } from "./views/legend.ts";
import { createLive, type Live } from "./views/live.ts";
import { pageOf, placesOfPanels, type Slots } from "./views/page.ts";
import { createPlaneView, type PlaneEvents, type PlaneView } from "./views/plane-view.ts";
import { createRail, type Rail } from "./views/rail.ts";
import { createStatusBar, type StatusBar } from "./views/status-bar.ts";
import { createStoryChips, type StoryChips } from "./views/story-chips.ts";
import { createThemeButton, themeWords } from "./views/theme-button.ts";

/** What the controls of a page say. */
export interface PageEvents extends Omit<PlaneEvents, "resize"> {
  change(study: StudyInput): void;
  story(story: LabStory): void;
  /** The run button. */
  toggle(): void;
  axes(axes: Pick<Plane, "x" | "y">): void;
  pin(): void;
  pause(): void;
  back(): void;
  cancel(): void;
}

/** A page as it is first seen: controls, the plane with its theory map, and the places of the other panels. */
export interface FirstPage {
  readonly root: HTMLElement;
  readonly options: LabOptions;
  readonly grid: Grid;
  readonly study: StudyInput;
  readonly plane: Plane;
  readonly selected: number;
  /** Beside the title: buttons that concern the whole page. */
  readonly tools: HTMLElement;
  readonly stories: StoryChips;
  readonly rail: Rail;
  readonly axes: PlaneControls;
  readonly view: PlaneView;
  readonly map: MapPanel;
  readonly status: StatusBar;
  /** On its way. */
  readonly engine: LabEngine;
  readonly workers: number;
  readonly appearance: Appearance;
  readonly keyboard: Keyboard;
  readonly live: Live;
  /** Puts the other panels in their places. */
  fill(panels: Slots): void;
  /** What the controls say goes here from now on, beginning with what they have said already. */
  listen(events: PageEvents): void;
}

/** Paints the first page: all that can be shown before the code that measures has come. */
export function createFirstPage(root: HTMLElement, options: LabOptions = {}): FirstPage {
  const { grid = GRID, state } = options;
  const plane: Plane = { ...grid, ...(state?.axes ?? options.axes ?? FIRST_AXES) };
  const study = state?.study ?? options.study ?? FIRST.study;
  const selected = cellOf(plane, state?.place ?? options.selected ?? FIRST.place);
  const workers = options.workers ?? defaultWorkers();
  const appearance = createAppearance();

  let heard: PageEvents | null = null;
  const said: ((events: PageEvents) => void)[] = [];
  const tell = (one: (events: PageEvents) => void): void => void (heard === null ? said.push(one) : one(heard));
  const cancel = () => tell((events) => events.cancel());

  const legend = createLegend();
  const status = createStatusBar(cancel, () => heard?.pause());
  const stories = createStoryChips((story) => tell((events) => events.story(story)));
  const rail = createRail({
    change(next) {
      // Until somebody listens, a second change must not undo the first.
      if (heard === null) rail.show(next, true);
      tell((events) => events.change(next));
    },
    toggle: () => tell((events) => events.toggle()),
  });
  const axes = createPlaneControls((next) => tell((events) => events.axes(next)));
  const view = createPlaneView(plane, {
    select: (cell) => tell((events) => events.select(cell)),
    hover: (cell, x, y) => heard?.hover(cell, x, y),
    // Gestures go to whoever has the probe in hand: before that there is none.
    follow: (place, cell) => heard?.follow(place, cell),
    abandon: () => heard?.abandon(),
    refine: (from, to) => heard?.refine(from, to),
    reset: () => heard?.reset(),
    selecting: () => heard?.selecting() ?? false,
    resize: (width, height) => map.resize(width, height),
  });
  const map = new MapPanel(view, legend, grid, paletteOf(appearance.theme));
  const places = placesOfPanels();
  const tools = h("div", { class: "tools", role: "group", "aria-label": "page" });
  const live = createLive();
  const nextTheme = () => {
    appearance.next();
    live.say(`${themeWords(appearance.choice)}.`);
  };
  tools.append(createThemeButton(appearance, appearance.next));
  const keyboard = createKeyboard();
  keyboard.act({
    move: (press) => view.move(...stepsOf(press)),
    pin: () => heard?.pin(),
    back: () => heard?.back(),
    pause: () => heard?.pause(),
    cancel: () => view.abandon() || cancel(),
    story: ({ key }) => stories.open(STORY_KEYS.indexOf(key), live.say),
    theme: nextTheme,
  });
  root.replaceChildren(
    ...pageOf({
      tools,
      stories: stories.element,
      rail: rail.element,
      plane: [axes.element, view.element, places.probe, legend.element],
      ...places,
      status: status.element,
    }),
    live.element,
  );
  root.classList.add("lab", ...(options.view?.classes ?? []));
  stories.show(study);
  status.state("running");
  view.showSelection(selected);
  const cell = cellOrNull();
  if (cell !== null) {
    rail.show(study, true);
    axes.show(plane, axisFields(cell.network));
  }
  view.layout();
  reach("layout");
  if (cell !== null) map.begin(study, plane, timeAxis(cell.network), sampleOf(cell, cell.ensemble));

  /** The selected cell; null where the study is wrong, which is told with the first measurement. */
  function cellOrNull(): Cell | null {
    try {
      return planeCell(study, plane, placeOf(plane, selected));
    } catch (error) {
      if (!(error instanceof StudyError)) throw error;
      return null;
    }
  }

  return {
    root,
    options,
    grid,
    study,
    plane,
    selected,
    tools,
    stories,
    rail,
    axes,
    view,
    map,
    status,
    engine: new LabEngine(options.engine ?? "auto", workers, status.engine),
    workers,
    appearance,
    keyboard,
    live,
    fill(panels) {
      for (const name of Object.keys(places) as (keyof Slots)[]) places[name].replaceWith(panels[name]);
    },
    listen(events) {
      heard = events;
      for (const one of said.splice(0)) one(events);
    },
  };
}
