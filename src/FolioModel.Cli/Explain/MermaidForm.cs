using System.Text;

namespace FolioModel.Cli.Explain;

/// <summary>
/// An explanation as a Mermaid sequence diagram: a lane for each holder, active while it holds something, and one for each folio's count.
/// </summary>
/// <remarks>Every change of a holder is an arrow, so that what each lane takes, gets, gives and drops adds up to what it holds.</remarks>
internal sealed class MermaidForm
{
    private const string NoFolio = "-";

    private readonly StringBuilder _text = new("sequenceDiagram\n");
    private readonly Dictionary<HolderKind, int> _held = [];
    private readonly string _first;

    private MermaidForm(Explanation explanation)
    {
        foreach (HolderKind holder in explanation.Steps.SelectMany(static s => s.Moves).Select(static m => m.Kind).Distinct())
        {
            _held[holder] = 0;
            Line($"participant {Id(holder)} as {holder.Name}");
        }

        string[] folios = [.. explanation.Steps.Select(static s => s.Folio).Where(static f => f != NoFolio).Distinct()];
        _first = folios.FirstOrDefault("");
        foreach (string folio in folios)
        {
            Line($"participant F{Id(folio)} as folio {folio}");
        }

        foreach (ExplanationStep step in explanation.Steps)
        {
            Add(step);
        }

        foreach (HolderKind holder in _held.Where(static h => h.Value > 0).Select(static h => h.Key))
        {
            Line($"deactivate {Id(holder)}");
        }
    }

    public static string Write(Explanation explanation) => new MermaidForm(explanation)._text.ToString();

    /// <summary>An arrow for each change, and the count with its holders; where no holder changes, what is to be seen.</summary>
    private void Add(ExplanationStep step)
    {
        string folio = LaneOf(step);
        if (step.Moves is [{ Delta: < 0 } from, { Delta: > 0 } to] && from.Delta == -to.Delta)
        {
            Line($"{Id(from.Kind)}->>{Id(to.Kind)}: {Label($"{step.Function}: gives {to.Delta}")}");
        }
        else
        {
            foreach (HolderChange move in step.Moves)
            {
                Line($"{Id(move.Kind)}{(move.Delta < 0 ? "-->>" : "->>")}{folio}: {Label($"{step.Function}: {move.Delta:+0;-0}")}");
            }
        }

        foreach (HolderChange move in step.Moves)
        {
            Hold(move);
        }

        string count = step.Holders.Count == 0 ? "0" : $"{step.Count} = {(step.IsFrozen ? "frozen, " : "")}{step.Sum}";
        Line(step.Moves.Count > 0
            ? $"Note right of {folio}: {Label(count)}"
            : $"Note over {folio}: {Label($"{step.Function}: {step.Count} ({step.Note})")}");
    }

    private void Hold(HolderChange move)
    {
        int before = _held[move.Kind];
        int after = _held[move.Kind] = before + move.Delta;
        if ((before > 0) != (after > 0))
        {
            Line($"{(after > 0 ? "activate" : "deactivate")} {Id(move.Kind)}");
        }
    }

    private void Line(string text) => _text.Append("    ").Append(text).Append('\n');

    private static string Id(HolderKind holder) => Id(holder.Name);

    private static string Id(string name) => new([.. name.Where(char.IsAsciiLetterOrDigit)]);

    /// <summary>The folio's lane; of a step that is about no folio, the first one.</summary>
    private string LaneOf(ExplanationStep step) => $"F{Id(step.Folio == NoFolio ? _first : step.Folio)}";

    private static string Label(string text) => TraceDiagram.Broken(TraceDiagram.Plain(text));
}
