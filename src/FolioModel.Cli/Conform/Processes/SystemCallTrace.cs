namespace FolioModel.Cli.Conform.Processes;

/// <summary>A recorded user program, replayed system call by system call.</summary>
internal abstract class SystemCallTrace : RecordedTrace
{
    /// <param name="header">The trace's first line.</param>
    /// <param name="kind">The kind of file it watches.</param>
    /// <param name="report">Where to count.</param>
    /// <param name="hasRows">Whether the recording shows each folio, in columns that its header names.</param>
    protected SystemCallTrace(RecordedLine header, string kind, ConformanceReport report, bool hasRows = true)
        : base(header.File, header.Text("name"), report)
    {
        string family = header.Text("family");
        if (!Name.StartsWith($"{family}/", StringComparison.Ordinal))
        {
            throw header.Malformed("family", $"expected the first part of the trace's name \"{Name}\", found \"{family}\"");
        }

        if (hasRows)
        {
            RowComparer.CheckColumns(header, FolioRow.ProgramColumns);
        }

        Comparer = new FieldComparer(report.FieldsOf($"{kind}/{family}"));
        report.Traces++;
    }

    /// <summary>Compares values, and counts them for the trace's family.</summary>
    protected FieldComparer Comparer { get; }

    /// <summary>The trace is over.</summary>
    /// <returns>Whether it ended as recorded; otherwise what it left behind would disturb the next one.</returns>
    public abstract bool End();

    /// <summary>An operation without arguments is recorded with one that stands for none.</summary>
    /// <param name="arguments">The operation's arguments.</param>
    protected static void SkipPlaceholder(RecordedLine arguments)
    {
        if (arguments.Has("x") || arguments.Json.GetPropertyCount() == 0)
        {
            arguments.Demand("x", 0, "since the operation has no arguments");
        }
    }
}
