namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>One operation of an access sequence.</summary>
/// <param name="Page">The page, or the milliseconds of a pause.</param>
/// <param name="Length">Pages that the operation is about.</param>
/// <param name="Code">What is done.</param>
/// <param name="Area">The file, or from <see cref="FirstAnonymous"/> on the anonymous memory of a process.</param>
/// <param name="Process">The process whose descriptor and mapping is used.</param>
/// <param name="Argument">The advice, or the process that is killed.</param>
internal readonly record struct SequenceOperation(uint Page, uint Length, SequenceCode Code, byte Area, byte Process, byte Argument)
{
    /// <summary>Number of the anonymous memory of process 0.</summary>
    public const int FirstAnonymous = 8;

    /// <summary>Whether the operation needs a page.</summary>
    public bool IsAccess => Code <= SequenceCode.TouchWrite;

    public bool IsAnonymous => Area >= FirstAnonymous;
}
