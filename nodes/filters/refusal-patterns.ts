/*
 * How captioners decline, as patterns for the beginning of a sentence. Each needs the first person, or words that a picture's description
 * does not have: "sorry" alone is often what a sign or a card says. Written from what models are known to say; all wording is ours.
 */

const I_CANNOT =
  "(?:i (?:can't|cannot|can not|couldn't|could not|won't|will not|am unable to|am not able to|am not allowed to|am not permitted to|don't have the ability to|do not have the ability to|have to decline to|must decline to|am not comfortable)|i'm (?:unable to|not able to|not allowed to|not permitted to|not comfortable))";
const PERSON =
  '(?:who (?:this|that|the|they|he|she|it)|(?:the |this |that |any |real )*(?:identit(?:y|ies)|people|persons?|individuals?|faces?|wom[ae]n|m[ae]n|celebrit(?:y|ies))|anyone|someone|him|her|them)';
const IMAGE =
  '(?:the |this |that |any |an? |your |attached |uploaded )*(?:image|picture|photo|photograph|attachment|file|url|link)s?';

/** The list that the refusal filter starts with. */
export const REFUSAL_PATTERNS: readonly string[] = [
  // apologies of the one who writes
  "i(?:'m| am) (?:very |so |really |truly |terribly )?sorry,? ?(?:but\\b|for (?:the|any) (?:inconvenience|confusion)|i\\b|to\\b|that i\\b|about that)",
  "i(?:'m| am) (?:very |so |really )?sorry[.!]*$",
  '(?:so )?(?:sorry|apologies|my apologies),? (?:but )?(?:i|as an?|this request|that)\\b',
  'i (?:must |do )?apologi[sz]e\\b',
  // declining a task
  `${I_CANNOT} (?:help|assist|comply|fulfil?l|engage|continue|proceed|provide|generate|create|produce|write|give|offer|describe|caption|discuss|comment|respond|answer|do (?:that|this)|support)`,
  `${I_CANNOT} (?:with )?(?:identify|identifying|recogni[sz]e|name|tell you|say|determine|confirm|reveal) ${PERSON}`,
  `${I_CANNOT} (?:see|view|access|open|load|display|process|analy[sz]e|interpret|look at|examine) ${IMAGE}`,
  `${I_CANNOT} (?:see|view|access|process|analy[sz]e) (?:images|pictures|photos|visual|any visual)`,
  `i (?:don't|do not) (?:see|have|have access to|have the ability to (?:see|view)) ${IMAGE}`,
  'i (?:only |can only )?(?:process|work with|understand) text\\b',
  // the one who writes says what it is
  'as an? (?:ai|a\\.i\\.|artificial intelligence|(?:large |visual )*(?:language|vision|multimodal|text-based|text-only)(?: language)?(?: ai)? (?:model|assistant|ai))\\b',
  "i(?:'m| am) (?:just |only |merely )?an? (?:ai|a\\.i\\.|artificial intelligence|(?:large )?(?:language|text-based|text-only|multimodal)(?: ai)?(?: language)? (?:model|assistant|ai))\\b",
  // policies
  '(?:this|that|the|your) (?:request|content|image|prompt|query|question) (?:may |might |appears to |seems to )?(?:violates?|goes against|is against|is not allowed (?:by|under)|conflicts with|breaches|contravenes)',
  "(?:it(?:'s| is)|that(?:'s| is)) (?:not appropriate|inappropriate|against (?:my|our|the)) (?:to|for me to|guidelines|polic)",
  'for (?:privacy|safety|ethical|legal) reasons,? i\\b',
  // no picture arrived
  `(?:please|could you|can you|would you|kindly) (?:please |kindly )?(?:re-?)?(?:upload|provide|share|attach|send|supply) ${IMAGE}`,
  `(?:it (?:seems|looks|appears)(?: like| as if| as though| that)? )?(?:you |there )(?:haven't|have not|didn't|did not|forgot to|was no|is no|were no) (?:actually )?(?:upload|attach|provid|shar|includ|send|${IMAGE} (?:attached|uploaded|provided|shared|included))`,
  "the (?:image|picture|photo|file) (?:could not|cannot|can't|failed to|did not|didn't|was not|wasn't|is not|isn't|has not been|hasn't been) (?:be )?(?:load|display|open|provid|attach|upload|access)",
  // other languages
  '(?:je suis )?désolée?,? (?:mais )?je\\b',
  'lo siento,? (?:pero )?no\\b',
  '(?:es )?tut mir (?:sehr )?leid,? (?:aber )?ich\\b',
  '(?:很|非常)?(?:抱歉|对不起)[，,]? ?我',
  '我(?:无法|不能)(?:协助|帮助|提供|描述|识别|查看)',
  '申し訳(?:ありません|ございません)',
];

/** What may stand before a refusal in its sentence. */
export const LEAD_IN =
  /^(?:[\s"“„«*#>(-]|(?:unfortunately|however|but|and|also|note that|please note that|oh|well|hello|hi|thank you|thanks)\b[\s,:.!]*)*/iu;
