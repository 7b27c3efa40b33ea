namespace FolioModel.Diagnosis;

/// <summary>The meaning of some lines of a stack.</summary>
/// <param name="Stack">The stack after them, a number of <see cref="TraceStacks"/>.</param>
/// <param name="GoesOn">Whether more lines of it may follow.</param>
internal readonly record struct TraceBlock(int Stack, bool GoesOn);
