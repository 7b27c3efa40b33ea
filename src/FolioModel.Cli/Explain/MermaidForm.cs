using System.Text;

namespace FolioModel.Cli.Explain;

/// <summary>An explanation as a Mermaid sequence diagram: holders on one side, the folio on the other.</summary>
internal static class MermaidForm
{
    public static string Write(Explanation explanation)
    {
        StringBuilder text = new();
        text.Append("sequenceDiagram\n");
        foreach (string folio in explanation.Steps.Select(s => s.Folio).Distinct())
        {
            text.Append($"    participant F{Id(folio)} as folio {folio}\n");
        }

        foreach (string holder in explanation.Steps.Select(HolderOf).OfType<string>().Distinct())
        {
            text.Append($"    participant {Id(holder)} as {holder}\n");
        }

        foreach (ExplanationStep step in explanation.Steps)
        {
            text.Append("    ").Append(LineOf(step)).Append('\n');
        }

        return text.ToString();
    }

    private static string LineOf(ExplanationStep step) => HolderOf(step) is { } holder
        ? $"{Id(holder)}->>F{Id(step.Folio)}: {step.Function}: {step.Delta:+0;-0} = {step.Count}"
        : $"Note over F{Id(step.Folio)}: {step.Function}: {step.Count} ({Clean(step.Note)})";

    private static string? HolderOf(ExplanationStep step) =>
        step.Changed is { } kind ? kind.Name : null;

    private static string Id(string name) => new([.. name.Where(char.IsAsciiLetterOrDigit)]);

    /// <summary>Mermaid ends a statement at a semicolon and reads a hash as an entity.</summary>
    private static string Clean(string text) => text.Replace(';', ',').Replace('#', ' ').Replace(':', ',');
}
