/** Pictures that are drawn, so that what is in them is known, and a teacher whose captions are wrong as often as is asked for. */
export interface SceneSeries {
  readonly count: number;
  /** Another seed draws other scenes; of one seed, fewer are the beginning of more. */
  readonly seed: number;
  /** Width and height in pixels. */
  readonly side: number;
  readonly teacher: {
    /** Probability with which each thing that the teacher says is wrong: colour, shape, size, texture, place, background, printed word, an object left out. */
    readonly mistakes: number;
    /** Share of its captions that are no captions: refusals, loops, beginnings. */
    readonly spoiled: number;
    readonly seed: number;
  };
}

/** A caption of a drawn scene, and what is in the scene. */
export interface SceneCaption {
  readonly id: string;
  /** As the source gave it. */
  readonly scene: unknown;
  /** The true caption. */
  readonly truth: string;
  readonly caption: string;
}

/** What is right, as a share of how many, by attribute: `count`, `colour`, `position`, … */
export type SceneScores = Readonly<Record<string, { readonly share: number; readonly of: number }>>;
