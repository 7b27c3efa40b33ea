namespace FolioModel.Show;

/// <summary>A line of a session that was run.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Text">The line.</param>
/// <param name="Result">What the operation gave, in words, such as <c>EAGAIN</c>; empty where it gives nothing.</param>
/// <param name="Steps">What happened to the folios, one change a step.</param>
public sealed record FolioSessionStep(int Line, string Text, string Result, IReadOnlyList<ExplanationStep> Steps);
