namespace FolioModel.Workloads.Comparing;

/// <summary>The first access of which two policies say different things.</summary>
/// <param name="Request">The number of the request, from 1.</param>
/// <param name="File">The file; its number in the trace.</param>
/// <param name="Page">The page.</param>
/// <param name="First">What the first policy did with the page.</param>
/// <param name="Second">What the second policy did with the page.</param>
internal sealed record PolicyDifference(long Request, ulong File, long Page, PolicySide First, PolicySide Second);

/// <summary>One policy's side of a difference.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Has">Whether the page is in memory when it is accessed.</param>
/// <param name="State">The page as it is before the access.</param>
/// <param name="Events">What happened to it until then, the oldest first.</param>
internal sealed record PolicySide(string Policy, bool Has, string State, IReadOnlyList<string> Events);
