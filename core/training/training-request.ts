import type { Artifact } from '../artifact.ts';
import type { Recipe, TrainSpecInput } from './train-spec.ts';

/** What the recipe decides; the rest of a spec (files, model, pinned images) is the engine's. */
export type TrainingSettings = Omit<
  TrainSpecInput,
  'version' | 'recipe' | 'model' | 'output' | 'data' | 'evaluation'
> & {
  readonly data: Omit<TrainSpecInput['data'], 'train' | 'held_out'>;
  readonly evaluation: Omit<NonNullable<TrainSpecInput['evaluation']>, 'pinned'>;
};

/** What a node asks to be trained. */
export interface TrainingRequest {
  readonly recipe: Recipe;
  /** Of the node, for lists. */
  readonly title: string;
  /** Datasets of which the records for training are taken, one after the other. */
  readonly train: readonly Artifact[];
  /** All records of these are held out; without any, those that `train` itself holds out. */
  readonly heldOut: readonly Artifact[];
  /** A model of the project, or a folder in Hugging Face's layout. */
  readonly model: Pick<Artifact, 'digest' | 'title'> | { readonly folder: string };
  readonly settings: TrainingSettings;
  /** Images whose captions are shown over the course of training; taken evenly from the held-out records, else from the others. */
  readonly pinnedImages: number;
  /** Devices of this machine that it runs on at once. */
  readonly devices: number;
  /** Records become preference pairs: a person's edit against the caption that it corrects. Others are left out. */
  readonly pairs: boolean;
  /** Also writes the model as ONNX where its architecture allows, so that a captioner node runs it. */
  readonly exportOnnx: boolean;
}

/** What is to be there before a run can train [RUN1]; told by a node from its parameters. */
export interface TrainerNeeds {
  readonly device: 'auto' | 'cuda' | 'mps' | 'cpu';
  readonly devices: number;
  /** Folder of the base model and the parameter that names it; absent where a wire brings the model. */
  readonly model?: { readonly folder: string; readonly param: string };
}
