//! AWS bytes to AWS values and back: awsJson1_1 shapes, event-stream frames, SigV4 verification, the error table
