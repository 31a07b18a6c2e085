// Limits that forms show before the server would refuse.

export const LEAST_PASSWORD = 12;
