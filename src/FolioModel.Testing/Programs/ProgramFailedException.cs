namespace FolioModel.Testing;

/// <summary>A program found something wrong; the message is the whole report.</summary>
public sealed class ProgramFailedException : FolioModelException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="report">The report.</param>
    public ProgramFailedException(FailureReport report)
        : base(report?.ToString())
    {
        ArgumentNullException.ThrowIfNull(report);
        Report = report;
    }

    /// <summary>The report.</summary>
    public FailureReport Report { get; }
}
