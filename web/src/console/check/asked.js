// What a signal asks and what its reading counts, in a sentence; nothing for a signal that the server no longer has.

export const asked = ({ question, unit }) => (question ? `${question} The reading: ${unit}.` : undefined);
