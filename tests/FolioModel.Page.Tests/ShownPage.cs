namespace FolioModel.Page.Tests;

/// <summary>A page that comes with the command.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">What it shows, in a line.</param>
/// <param name="Kind">Lesson, story, belief, scenario or exhibit.</param>
/// <param name="Trace">What it was made of.</param>
/// <param name="Html">The page.</param>
internal sealed record ShownPage(string Name, string Text, string Kind, FolioTrace Trace, string Html);
