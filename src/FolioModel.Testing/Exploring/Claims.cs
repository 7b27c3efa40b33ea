using System.Diagnostics;

namespace FolioModel.Testing;

/// <summary>Evaluates the claims of a scenario, and puts into words what they and its tasks throw.</summary>
internal static class Claims
{
    /// <summary>Evaluates a claim. One that throws, as an assertion does, is wrong.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Test(Func<string?> check)
    {
        try
        {
            return check();
        }
        catch (Exception error)
        {
            return Describe(error);
        }
    }

    /// <summary>
    /// Describes an exception. Those of the model speak for themselves; of any other a reader needs the type and the place.
    /// </summary>
    public static string Describe(Exception error)
    {
        if (error is KernelBugException)
        {
            return error.Message;
        }

        string message = string.Join(' ', error.Message.Split((char[])['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
        return $"{message} ({error.GetType().Name}{PlaceOf(error)})";
    }

    /// <summary>
    /// The innermost type of the caller's: a method of the library that the exception's type comes from is not the one to be mended.
    /// </summary>
    private static string PlaceOf(Exception error)
    {
        foreach (StackFrame frame in new StackTrace(error).GetFrames())
        {
            if (frame.GetMethod()?.DeclaringType is { } type && type.Assembly != error.GetType().Assembly
                && type.Assembly != typeof(object).Assembly)
            {
                while (type.DeclaringType is { } outer)
                {
                    type = outer;
                }

                return $" in {type.Name}";
            }
        }

        return "";
    }
}
