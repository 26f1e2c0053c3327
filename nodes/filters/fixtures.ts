/** Replies that decline; every one must be caught. Ours, after the manner of many models. */
export const REFUSALS: readonly string[] = [
  "I'm sorry, but I can't help with that.",
  'I’m sorry, but I can’t assist with identifying people in images.',
  "I'm sorry.",
  'Sorry, I cannot describe this image.',
  'I apologize, but I am unable to view images.',
  'I cannot assist with this request.',
  "I can't identify the person in this photo.",
  "I'm not able to identify real people based on their appearance, but I can say what they wear.",
  "I won't provide a description of this picture.",
  'I do not have the ability to see images.',
  "I don't see any image attached to your message.",
  "As an AI language model, I don't have eyes.",
  'As a large language model I cannot see pictures.',
  "I'm just an AI, so I cannot look at it.",
  'I am a text-based AI assistant and cannot process images.',
  'Unfortunately, I am not able to open the attachment.',
  'This request violates our content policy.',
  'Your request may violate the usage guidelines.',
  'Please upload the image you would like me to describe.',
  "It looks like you haven't attached an image.",
  'The image could not be loaded.',
  'For privacy reasons, I do not name anyone.',
  '"I\'m sorry, I can\'t help with that."',
  'A man stands on a stage with a microphone. However, I cannot identify who he is.',
  'A portrait of a woman in a red coat. I’m sorry, but I can’t tell you who this is.',
  'I can only process text.',
  'Lo siento, pero no puedo describir esta imagen.',
  'Es tut mir leid, aber ich kann das Bild nicht sehen.',
  "Je suis désolé, mais je ne peux pas voir l'image.",
  '抱歉，我无法查看图片。',
];

/** Descriptions; none may be taken for a refusal. */
export const DESCRIPTIONS: readonly string[] = [
  'A sign in a shop window says "Sorry, we are closed". Beneath it stand two empty crates.',
  'A greeting card with the words “I’m sorry” in red script lies on a table.',
  "A mug that says I can't even stands beside a laptop.",
  'The poster reads "I cannot help falling in love", in white letters on black.',
  'The subtitle at the bottom reads: "I\'m sorry, but I can\'t help you."',
  'A sorry-looking dog with wet fur sits in the rain.',
  'A person holds a sign asking for help. The word PLEASE is written above it.',
  'The screen shows an error message: "The image could not be loaded".',
  'A robot with the label AI on its chest stands on a table.',
  'An advertisement for an AI language model hangs on the wall of a station.',
  'The face of the person cannot be seen, because it is turned away.',
  'There is no image on the screen, which is black.',
  'The image is divided into two halves; the left one shows a beach.',
  'A woman in a policy-making meeting points at guidelines on a board.',
  'I-beams of rusty steel carry the roof of a hall.',
  'Two people apologise to each other with a handshake.',
  'This request form has three fields and a red button.',
  'The image appears to be a photograph of a harbour with three white boats.',
  'A book cover titled "As an AI: Diaries of a Machine", blue with silver letters.',
  'No picture is attached to the wall; four nails are left.',
  'Sorry! is the name of the board game, printed in large yellow letters.',
];

/** Captions that go round in circles. */
export const LOOPS: readonly string[] = [
  'A dog on a beach. The image does not contain any imaginary content. The image does not contain any imaginary content.',
  'A cat sits on a sofa. The description does not contain any imaginary content.',
  'A red car, a red car, a red car, a red car, a red car stands in the street.',
  'The sky is blue and the sea is blue. The sky is blue and the sea is blue. There are two boats.',
  'The building has many windows and the windows have many panes and the windows have many panes and the windows have many panes and the windows have many panes and the',
  'tree tree tree tree tree tree',
];

/** Captions with an order of words that comes again, as good ones have, too. */
export const REGULAR: readonly string[] = [
  'The image shows four objects on a gradient pink background. A small black dotted cross is in the upper left, and a small yellow triangle is in the top center. A large yellow star is in the upper right, and a small red dotted square is in the middle left. The yellow star is above the red square.',
  'Three men stand in a row. The man on the left wears a blue shirt, the man in the middle wears a green shirt, and the man on the right wears a red shirt. All of them look at the camera.',
  'A wall of posters with the words "buy now buy now buy now buy now buy now" in black.',
  'A very, very small bird sits on a branch.',
  '1girl, solo, long hair, blue eyes, school uniform, outdoors, cherry blossoms',
  'It is red. It is round. It is red.',
];
