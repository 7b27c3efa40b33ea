namespace FolioModel.Cli.Check;

/// <summary>Arguments or files that <c>folio check</c> cannot use.</summary>
internal sealed class BadCheckException(string message) : FolioModelException(message);
