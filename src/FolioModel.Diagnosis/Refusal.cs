namespace FolioModel.Diagnosis;

/// <summary>An operation that fails in the observed state.</summary>
/// <param name="Operation"><c>migration</c>, <c>split</c>, <c>conversion</c> or <c>reclaim</c>.</param>
/// <param name="Because">The check that fails, with its numbers.</param>
public sealed record Refusal(string Operation, string Because);
