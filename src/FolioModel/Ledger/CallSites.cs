using System.Diagnostics;

namespace FolioModel.Ledger;

/// <summary>Finds the line of the user's program that called into the library: slow, so only when asked for.</summary>
internal static class CallSites
{
    /// <summary>The first frame that is not the library's: method, file and line, or null where there is none.</summary>
    public static string? OutsideTheLibrary()
    {
        foreach (StackFrame frame in new StackTrace(fNeedFileInfo: true).GetFrames())
        {
            if (DiagnosticMethodInfo.Create(frame) is { } method && !IsTheLibrary(method.DeclaringAssemblyName))
            {
                string place = Path.GetFileName(frame.GetFileName()) is { Length: > 0 } file ? $" ({file}:{frame.GetFileLineNumber()})"
                    : "";
                return $"{method.DeclaringTypeName}.{method.Name}{place}";
            }
        }

        return null;
    }

    private static bool IsTheLibrary(string? assembly) => assembly is not null && FolioModelLibraryAttribute.Marks(assembly);
}
