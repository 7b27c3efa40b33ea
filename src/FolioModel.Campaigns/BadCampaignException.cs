namespace FolioModel.Campaigns;

/// <summary>A plan, a result, a folder or an option that cannot be used. The message says what, where, and what was expected.</summary>
/// <param name="message">The message.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class BadCampaignException(string message, Exception? inner = null) : Exception(message, inner);
