namespace FolioModel.Cli.Conform;

/// <summary>A trace being replayed, operation by operation, up to its first difference. What kinds of traces have in common.</summary>
/// <param name="file">The recording's path.</param>
/// <param name="name">The trace's name.</param>
/// <param name="report">Where to count.</param>
internal abstract class RecordedTrace(string file, string name, ConformanceReport report)
{
    /// <summary>The trace's name.</summary>
    protected string Name => name;

    protected ConformanceReport Report => report;

    /// <summary>Operations seen so far.</summary>
    protected int Operations { get; private set; }

    /// <summary>Whether the rest of the trace is passed over: it differs already, or something in it is not modelled.</summary>
    protected bool IsLeft { get; private set; }

    /// <summary>Carries out one recorded operation and compares everything that its line says.</summary>
    /// <param name="line">The line.</param>
    public void Step(RecordedLine line)
    {
        string operation = line.Text("op");
        if (line.Int32("i", 0) != Operations)
        {
            throw line.Malformed("i", $"expected operation number {Operations}");
        }

        Operations++;
        if (!Knows(operation))
        {
            // Without it the state cannot be right any more.
            Miss(operation);
        }

        if (IsLeft)
        {
            return;
        }

        report.Operations++;
        if (report.Observer is { } observer && Machine is { } machine)
        {
            observer.Begins(Name, Operations - 1, $"{operation} {line.Object("a").Json.GetRawText()}", machine);
        }

        FieldDifference? difference;
        try
        {
            difference = Replay(line, operation);
        }
        catch (Exception e) when (e is not MalformedTraceException)
        {
            // Whatever the model throws where the kernel went on is a difference, a broken model included.
            difference = new FieldDifference("exception", "none", $"{e.GetType().Name}: {e.Message}", SubjectOf(line));
        }

        report.Observer?.Ends(difference is null ? null
            : $"{difference.Field}: expected {difference.Expected}, found {difference.Actual}");
        if (difference is not null)
        {
            Leave($"{Operations - 1} {operation} {line.Object("a").Json.GetRawText()}", difference);
        }
        else if (!IsLeft)
        {
            DemandAllRead(line);
        }
    }

    /// <summary>The machine on which the trace is replayed; null where the model cannot replay it.</summary>
    protected abstract Machine? Machine { get; }

    /// <summary>Whether the model has an operation.</summary>
    /// <param name="operation">Its name.</param>
    protected abstract bool Knows(string operation);

    /// <summary>Carries an operation out and compares.</summary>
    /// <param name="line">The recorded line.</param>
    /// <param name="operation">The operation's name.</param>
    /// <returns>The first difference, or null.</returns>
    protected abstract FieldDifference? Replay(RecordedLine line, string operation);

    /// <summary>The folio that an operation is about, for the report; <c>default</c> for none.</summary>
    /// <param name="line">The recorded line.</param>
    protected virtual Folio SubjectOf(RecordedLine line) => default;

    /// <summary>Something in the trace is not modelled: the rest of it is passed over.</summary>
    /// <param name="what">What.</param>
    protected void Miss(string what)
    {
        report.AddMissing(what);
        IsLeft = true;
    }

    /// <summary>Reports a difference; the rest of the trace would differ for the same reason.</summary>
    /// <param name="operation">Where in the trace.</param>
    /// <param name="difference">The difference.</param>
    protected void Leave(string operation, FieldDifference difference)
    {
        IsLeft = true;
        Folio folio = difference.Folio;
        IReadOnlyList<string> holders = folio.IsNone || !folio.IsAlive ? [] : [.. folio.Holders.Select(holder => holder.ToString())];
        report.Add(new TraceDifference(file, name, operation, difference.Field, difference.Expected, difference.Actual, holders));
    }

    /// <summary>Counts a field that nothing was compared with, and that says nothing to the model, as missing.</summary>
    /// <param name="line">The line.</param>
    protected void DemandAllRead(RecordedLine line)
    {
        if (line.FirstUnread() is { } field)
        {
            Miss($"field '{field}'");
        }
    }
}
