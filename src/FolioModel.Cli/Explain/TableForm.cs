using Spectre.Console;

namespace FolioModel.Cli.Explain;

/// <summary>An explanation for people: one row a step, the count written out as a sum over its holders.</summary>
internal static class TableForm
{
    public static void Write(Explanation explanation, IAnsiConsole console, bool changesOnly = false)
    {
        console.WriteLine();
        console.MarkupLine($"[bold]{Markup.Escape(explanation.Question)}[/]");
        console.MarkupLine(
            $"[grey]scenario {explanation.Scenario}, profile {Markup.Escape(explanation.Profile)}, order {explanation.Order}[/]");
        console.WriteLine();
        bool severalFolios = explanation.Steps.Select(s => s.Folio).Distinct().Count() > 1;
        bool severalTasks = explanation.Steps.Select(s => s.Task).Distinct().Count() > 1;
        Table table = new() { Border = TableBorder.Rounded };
        table.AddColumn("#");
        if (severalTasks)
        {
            table.AddColumn("task");
        }

        if (severalFolios)
        {
            table.AddColumn("folio");
        }

        table.AddColumn("kernel function");
        table.AddColumn(new TableColumn("count").RightAligned());
        table.AddColumn("= who holds it");
        table.AddColumn("what happened");
        foreach (ExplanationStep step in explanation.Steps.Where(s => !changesOnly || s.Moves.Count > 0))
        {
            List<string> cells = [step.Index.ToString()];
            if (severalTasks)
            {
                cells.Add(Markup.Escape(step.Task));
            }

            if (severalFolios)
            {
                cells.Add(step.Folio);
            }

            cells.AddRange([Markup.Escape(step.Function), $"[bold]{step.Count}[/]", SumOf(step), WhatOf(step)]);
            table.AddRow([.. cells]);
        }

        console.Write(table);
        console.WriteLine();
        console.MarkupLine($"[bold green]Answer:[/] {Markup.Escape(explanation.Answer)}");
        foreach (string remark in explanation.Remarks)
        {
            console.MarkupLine($"  [grey]-[/] {Markup.Escape(remark)}");
        }

        if (explanation.Result.Length > 0)
        {
            console.MarkupLine($"  [grey]-[/] Result: {Markup.Escape(ResultOf(explanation))}");
        }
    }

    /// <summary>The result in words.</summary>
    public static string ResultOf(Explanation explanation) =>
        explanation.Result.Replace(nameof(Errno.None), "success (0)", StringComparison.Ordinal);

    private static string SumOf(ExplanationStep step) => step.Holders.Count == 0
        ? "[grey]nobody[/]"
        : (step.IsFrozen ? "[red]frozen[/]: " : "") + string.Join(" + ",
            step.Holders.Select(h => $"[{ColourOf(h.Class)}]{Markup.Escape(NameOf(h, step))} {h.Count}[/]"));

    /// <summary>The holder's name; where it is another task's, the task's too.</summary>
    private static string NameOf(ReferenceHolder holder, ExplanationStep step)
    {
        string name = holder.Kind.Name;
        return holder.Task is { } task && task.Name != step.Task ? $"{name} of {task.Name}" : name;
    }

    private static string WhatOf(ExplanationStep step)
    {
        string change = step.Changed is { } kind
            ? $"[{(step.Delta > 0 ? "green" : "red")}]{step.Delta:+0;-0} {Markup.Escape(kind.Name)}[/]: "
            : step.Gives is { } gives ? $"[yellow]{Markup.Escape(gives)}[/]: "
            : "";
        return change + Markup.Escape(step.Note);
    }

    private static string ColourOf(HolderClass holderClass) => holderClass switch
    {
        HolderClass.Expected => "aqua",
        HolderClass.Temporary => "yellow",
        HolderClass.Spurious => "magenta",
        _ => "red",
    };
}
