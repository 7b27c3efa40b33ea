namespace FolioModel.Testing;

/// <summary>An option of a scenario.</summary>
/// <param name="Name">The option without dashes. <c>order</c> and <c>profile</c> take a value; every other option is a switch.</param>
/// <param name="Description">What it does, as <c>folio explain --help</c> says it.</param>
public sealed record ScenarioOption(string Name, string Description)
{
    /// <summary>The folio's order: <see cref="ExplainRequest.Order"/>.</summary>
    public static ScenarioOption Order { get; } = new("order", "The folio's order: 0 for a page, 9 for 2 MiB.");

    /// <summary>The kernel to be like: <see cref="ExplainRequest.Profile"/>.</summary>
    /// <param name="names">The names of the profiles that the scenario knows, in words.</param>
    public static ScenarioOption Profile(string names) => new("profile", $"The kernel to be like: {names}.");

    /// <summary>The kernel to be like, any of those that the core knows.</summary>
    public static ScenarioOption Kernel { get; } = Profile(string.Join(", ", KernelProfile.All.Select(static p => p.Name)));

    /// <summary>Whether the option takes a value.</summary>
    public bool HasValue => Name is "order" or "profile";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
