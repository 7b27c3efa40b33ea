namespace FolioModel.Files;

public sealed partial class RegularFile
{
    /// <summary>How many errors of writeback there were: an open file that has seen fewer has one to report.</summary>
    [Shared]
    internal partial int ErrorSequence { get; private set; }

    /// <summary>The latest error of writeback.</summary>
    [Shared]
    internal partial Errno LastError { get; private set; }

    /// <summary>Whether an open file has reported the latest error.</summary>
    [Shared]
    private partial bool IsErrorSeen { get; set; }

    /// <summary>Writing back failed.</summary>
    /// <remarks>Models <c>mapping_set_error</c> with <c>errseq_set</c>.</remarks>
    internal void RecordError(Errno error)
    {
        LastError = error;
        ErrorSequence++;
        IsErrorSeen = false;
    }

    /// <summary>Errors that a file which is being opened has seen: an error that was not reported yet is news to it too.</summary>
    /// <remarks>Models <c>errseq_sample</c>.</remarks>
    internal int SampleErrors() => IsErrorSeen || ErrorSequence == 0 ? ErrorSequence : ErrorSequence - 1;

    /// <summary>An open file reports errors that it has not seen.</summary>
    /// <remarks>Models <c>errseq_check_and_advance</c>.</remarks>
    internal Errno ReportError(int seen)
    {
        if (seen == ErrorSequence)
        {
            return Errno.None;
        }

        IsErrorSeen = true;
        return LastError;
    }
}
