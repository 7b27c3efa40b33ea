namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>One operation of an access sequence.</summary>
/// <param name="Page">The page, or the milliseconds of a pause.</param>
/// <param name="Code">What is done.</param>
/// <param name="File">The file.</param>
/// <param name="Process">The process whose descriptor and mapping are used.</param>
/// <param name="Argument">The advice.</param>
internal readonly record struct SequenceOperation(uint Page, SequenceCode Code, byte File, byte Process, byte Argument)
{
    /// <summary>Whether the operation needs a page of the file.</summary>
    public bool IsAccess => Code <= SequenceCode.TouchWrite;
}
