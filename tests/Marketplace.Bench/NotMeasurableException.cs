namespace Marketplace.Bench;

/// <summary>Something that is not as it must be for a figure to mean anything; the message says what.</summary>
sealed class NotMeasurableException(string message) : Exception(message);
